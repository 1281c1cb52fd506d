package org.noports.atserver;

import java.time.Duration;

/**
 * The bounds of one server process (atprotocol.md 2.5, and the safe variants of 9.1 items 18 to
 * 20). Every component has the default the specification or the reference gives.
 *
 * @param connectionsPerAtSign inbound connections of one atSign; more are answered AT0012
 * @param connectionsPerProcess inbound connections of all atSigns together
 * @param unauthenticatedPerAtSign inbound connections of one atSign that have not logged in
 * @param lineBytes longest command of a connection that has logged in
 * @param unauthenticatedLineBytes longest command before that
 * @param unauthenticatedBytes all bytes a connection may send before it logs in
 * @param handshakeTime limit of the TLS handshake
 * @param unauthenticatedIdle a connection that has not logged in is closed after this silence
 * @param authenticatedIdle the same once it has
 * @param writeTime a peer that takes no byte for this long is closed
 * @param monitorQueueLines notifications that may wait for one slow monitor connection
 * @param monitorQueueBytes the same in bytes
 * @param failedLogins failed logins of one connection before it is closed
 * @param statsInterval rhythm of statsNotification
 * @param expiryInterval rhythm of the removal of expired records and notifications
 * @param notificationLife life of a notification whose sender named none
 * @param notificationLifeMax longest life a sender may name
 * @param enrollmentLife life of a pending enrollment request
 * @param shutdownTime how long close waits for connections to end by themselves
 */
public record Limits(
    int connectionsPerAtSign,
    int connectionsPerProcess,
    int unauthenticatedPerAtSign,
    int lineBytes,
    int unauthenticatedLineBytes,
    int unauthenticatedBytes,
    Duration handshakeTime,
    Duration unauthenticatedIdle,
    Duration authenticatedIdle,
    Duration writeTime,
    int monitorQueueLines,
    int monitorQueueBytes,
    int failedLogins,
    Duration statsInterval,
    Duration expiryInterval,
    Duration notificationLife,
    Duration notificationLifeMax,
    Duration enrollmentLife,
    Duration shutdownTime) {

  public static final Limits DEFAULTS =
      new Limits(
          200,
          20_000,
          150,
          10_240_000,
          65_536,
          1_048_576,
          Duration.ofSeconds(10),
          Duration.ofSeconds(60),
          Duration.ofMinutes(10),
          Duration.ofSeconds(30),
          4_096,
          16 * 1024 * 1024,
          10,
          Duration.ofSeconds(15),
          Duration.ofSeconds(30),
          Duration.ofMinutes(15),
          Duration.ofDays(8),
          Duration.ofDays(2),
          Duration.ofSeconds(5));

  /** The same with another rhythm of statsNotification. */
  public Limits withStatsInterval(Duration interval) {
    return with(interval, expiryInterval);
  }

  /** The same with another rhythm of the removal of what has expired. */
  public Limits withExpiryInterval(Duration interval) {
    return with(statsInterval, interval);
  }

  private Limits with(Duration stats, Duration expiry) {
    return new Limits(
        connectionsPerAtSign,
        connectionsPerProcess,
        unauthenticatedPerAtSign,
        lineBytes,
        unauthenticatedLineBytes,
        unauthenticatedBytes,
        handshakeTime,
        unauthenticatedIdle,
        authenticatedIdle,
        writeTime,
        monitorQueueLines,
        monitorQueueBytes,
        failedLogins,
        stats,
        expiry,
        notificationLife,
        notificationLifeMax,
        enrollmentLife,
        shutdownTime);
  }
}
