package org.noports.relay;

import java.time.Duration;

/**
 * What a relay allows (sessions.md 8.2 number 7).
 *
 * @param sessions live at a time
 * @param sessionsPerAtSign live at a time for one client atSign
 * @param unauthenticatedPerSession connections that have not yet proved themselves
 * @param connectionsPerSession connections in all, both sides
 * @param authenticationBytes of one connection before its line is complete
 * @param authenticationTime of one connection
 * @param bytesBeforePairing kept of a connection that waits for its partner
 * @param queueTime how long a connection waits for its partner once a pair has formed
 * @param grace how long a session may go without any pair after its start
 * @param halfCloseIdle how long a connection closed in one direction may be silent in the other
 */
public record RelayLimits(
    int sessions,
    int sessionsPerAtSign,
    int unauthenticatedPerSession,
    int connectionsPerSession,
    int authenticationBytes,
    Duration authenticationTime,
    int bytesBeforePairing,
    Duration queueTime,
    Duration grace,
    Duration halfCloseIdle) {
  public static final RelayLimits DEFAULT =
      new RelayLimits(
          4096,
          64,
          64,
          1024,
          16 * 1024,
          Duration.ofSeconds(10),
          64 * 1024,
          Duration.ofSeconds(20),
          Duration.ofSeconds(30),
          Duration.ofSeconds(60));
}
