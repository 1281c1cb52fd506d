package org.noports.atclient;

import java.time.Duration;

/**
 * The deadlines of a client.
 *
 * @param connect one TCP connect, and separately one TLS handshake
 * @param directory one attempt at the directory, all of it
 * @param request one command until its answer; look-ups include the other atSign's server
 * @param heartbeat the pause between two probes of the monitor connection
 * @param heartbeatAnswer how late the answer to a probe may be before the connection is given up
 * @param commandIdle after how long without use the command connection is closed
 */
public record Timeouts(
    Duration connect,
    Duration directory,
    Duration request,
    Duration heartbeat,
    Duration heartbeatAnswer,
    Duration commandIdle) {
  public static final Timeouts DEFAULT =
      new Timeouts(
          Duration.ofSeconds(10),
          Duration.ofSeconds(10),
          Duration.ofSeconds(30),
          Duration.ofSeconds(10),
          Duration.ofSeconds(10),
          Duration.ofMinutes(10));
}
