package org.noports.atserver;

import java.time.Duration;

/**
 * The bounds of one server process (atprotocol.md 2.5, and the safe variants of 9.1 items 18 to
 * 20). Every component has the default the specification or the reference gives.
 *
 * @param connectionsPerAtSign inbound connections of one atSign; more are answered AT0012
 * @param connectionsPerProcess inbound connections of all atSigns together
 * @param connectionsPerAddress of those, from one address
 * @param unauthenticatedPerAtSign inbound connections of one atSign that have not logged in
 * @param unauthenticatedPerAddress of those, from one address: it can't keep all others out
 * @param unauthenticatedVerbsPerSecond commands a second that one address may send before it logs
 *     in; faster ones wait
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
 * @param recordsPerAtSign records and notifications of one atSign; more are refused
 * @param bytesPerAtSign bytes of their keys and values
 * @param shutdownTime how long close waits for connections to end by themselves
 */
public record Limits(
    int connectionsPerAtSign,
    int connectionsPerProcess,
    int connectionsPerAddress,
    int unauthenticatedPerAtSign,
    int unauthenticatedPerAddress,
    int unauthenticatedVerbsPerSecond,
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
    long recordsPerAtSign,
    long bytesPerAtSign,
    Duration shutdownTime) {

  public static final Limits DEFAULTS = new Builder().build();

  /** The same with another rhythm of statsNotification. */
  public Limits withStatsInterval(Duration interval) {
    return with().statsInterval(interval).build();
  }

  /** The same with another rhythm of the removal of what has expired. */
  public Limits withExpiryInterval(Duration interval) {
    return with().expiryInterval(interval).build();
  }

  /** As this one, to be changed. */
  public Builder with() {
    Builder out = new Builder();
    out.connectionsPerAtSign = connectionsPerAtSign;
    out.connectionsPerProcess = connectionsPerProcess;
    out.connectionsPerAddress = connectionsPerAddress;
    out.unauthenticatedPerAtSign = unauthenticatedPerAtSign;
    out.unauthenticatedPerAddress = unauthenticatedPerAddress;
    out.unauthenticatedVerbsPerSecond = unauthenticatedVerbsPerSecond;
    out.lineBytes = lineBytes;
    out.unauthenticatedLineBytes = unauthenticatedLineBytes;
    out.unauthenticatedBytes = unauthenticatedBytes;
    out.handshakeTime = handshakeTime;
    out.unauthenticatedIdle = unauthenticatedIdle;
    out.authenticatedIdle = authenticatedIdle;
    out.writeTime = writeTime;
    out.monitorQueueLines = monitorQueueLines;
    out.monitorQueueBytes = monitorQueueBytes;
    out.failedLogins = failedLogins;
    out.statsInterval = statsInterval;
    out.expiryInterval = expiryInterval;
    out.notificationLife = notificationLife;
    out.notificationLifeMax = notificationLifeMax;
    out.enrollmentLife = enrollmentLife;
    out.recordsPerAtSign = recordsPerAtSign;
    out.bytesPerAtSign = bytesPerAtSign;
    out.shutdownTime = shutdownTime;
    return out;
  }

  /** Not thread-safe; begins with the defaults. */
  public static final class Builder {
    private int connectionsPerAtSign = 200;
    private int connectionsPerProcess = 20_000;
    private int connectionsPerAddress = 4_000;
    private int unauthenticatedPerAtSign = 150;
    private int unauthenticatedPerAddress = 100;
    private int unauthenticatedVerbsPerSecond = 2_000;
    private int lineBytes = 10_240_000;
    private int unauthenticatedLineBytes = 65_536;
    private int unauthenticatedBytes = 1_048_576;
    private Duration handshakeTime = Duration.ofSeconds(10);
    private Duration unauthenticatedIdle = Duration.ofSeconds(60);
    private Duration authenticatedIdle = Duration.ofMinutes(10);
    private Duration writeTime = Duration.ofSeconds(30);
    private int monitorQueueLines = 4_096;
    private int monitorQueueBytes = 16 * 1024 * 1024;
    private int failedLogins = 10;
    private Duration statsInterval = Duration.ofSeconds(15);
    private Duration expiryInterval = Duration.ofSeconds(30);
    private Duration notificationLife = Duration.ofMinutes(15);
    private Duration notificationLifeMax = Duration.ofDays(8);
    private Duration enrollmentLife = Duration.ofDays(2);
    private long recordsPerAtSign = 1_000_000;
    private long bytesPerAtSign = 4L * 1024 * 1024 * 1024;
    private Duration shutdownTime = Duration.ofSeconds(5);

    private Builder() {}

    public Builder connectionsPerAtSign(int value) {
      connectionsPerAtSign = value;
      return this;
    }

    public Builder connectionsPerProcess(int value) {
      connectionsPerProcess = value;
      return this;
    }

    public Builder connectionsPerAddress(int value) {
      connectionsPerAddress = value;
      return this;
    }

    public Builder unauthenticatedPerAtSign(int value) {
      unauthenticatedPerAtSign = value;
      return this;
    }

    public Builder unauthenticatedPerAddress(int value) {
      unauthenticatedPerAddress = value;
      return this;
    }

    public Builder unauthenticatedVerbsPerSecond(int value) {
      unauthenticatedVerbsPerSecond = value;
      return this;
    }

    public Builder lineBytes(int value) {
      lineBytes = value;
      return this;
    }

    public Builder unauthenticatedLineBytes(int value) {
      unauthenticatedLineBytes = value;
      return this;
    }

    public Builder unauthenticatedBytes(int value) {
      unauthenticatedBytes = value;
      return this;
    }

    public Builder handshakeTime(Duration value) {
      handshakeTime = value;
      return this;
    }

    public Builder unauthenticatedIdle(Duration value) {
      unauthenticatedIdle = value;
      return this;
    }

    public Builder authenticatedIdle(Duration value) {
      authenticatedIdle = value;
      return this;
    }

    public Builder writeTime(Duration value) {
      writeTime = value;
      return this;
    }

    public Builder monitorQueueLines(int value) {
      monitorQueueLines = value;
      return this;
    }

    public Builder monitorQueueBytes(int value) {
      monitorQueueBytes = value;
      return this;
    }

    public Builder failedLogins(int value) {
      failedLogins = value;
      return this;
    }

    public Builder statsInterval(Duration value) {
      statsInterval = value;
      return this;
    }

    public Builder expiryInterval(Duration value) {
      expiryInterval = value;
      return this;
    }

    public Builder notificationLife(Duration value) {
      notificationLife = value;
      return this;
    }

    public Builder notificationLifeMax(Duration value) {
      notificationLifeMax = value;
      return this;
    }

    public Builder enrollmentLife(Duration value) {
      enrollmentLife = value;
      return this;
    }

    public Builder recordsPerAtSign(long value) {
      recordsPerAtSign = value;
      return this;
    }

    public Builder bytesPerAtSign(long value) {
      bytesPerAtSign = value;
      return this;
    }

    public Builder shutdownTime(Duration value) {
      shutdownTime = value;
      return this;
    }

    public Limits build() {
      return new Limits(
          connectionsPerAtSign,
          connectionsPerProcess,
          connectionsPerAddress,
          unauthenticatedPerAtSign,
          unauthenticatedPerAddress,
          unauthenticatedVerbsPerSecond,
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
          statsInterval,
          expiryInterval,
          notificationLife,
          notificationLifeMax,
          enrollmentLife,
          recordsPerAtSign,
          bytesPerAtSign,
          shutdownTime);
    }
  }
}
