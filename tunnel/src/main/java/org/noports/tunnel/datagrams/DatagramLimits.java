package org.noports.tunnel.datagrams;

import java.time.Duration;
import org.noports.protocol.tunnel.DatagramFrame;

/**
 * What the datagrams of one service may hold at a time. What is beyond is dropped, as UDP allows.
 *
 * @param flows senders that are told apart
 * @param idle a flow ends after so long without a datagram either way
 * @param quiet when there are no more flows, one that was silent so long makes room for a new one
 * @param queueBytes waiting to be sent through the relay
 * @param stale what has waited so long for a connection is not sent any more
 */
public record DatagramLimits(
    int flows, Duration idle, Duration quiet, int queueBytes, Duration stale) {
  /** As docs/extensions/udp.md says. */
  public static final DatagramLimits DEFAULT =
      new DatagramLimits(
          1024, Duration.ofSeconds(120), Duration.ofSeconds(5), 512 * 1024, Duration.ofSeconds(3));

  public DatagramLimits {
    if (flows < 1 || queueBytes < DatagramFrame.HEADER + DatagramFrame.MAX_DATAGRAM) {
      throw new IllegalArgumentException("there must be room for a flow and a datagram");
    }
    if (!idle.isPositive() || quiet.isNegative() || !stale.isPositive()) {
      throw new IllegalArgumentException("a datagram needs a moment to pass");
    }
  }

  /** The same with another end of idle flows. */
  public DatagramLimits idleAfter(Duration time) {
    return new DatagramLimits(flows, time, quiet, queueBytes, stale);
  }

  /** The same with another number of flows. */
  public DatagramLimits flows(int most) {
    return new DatagramLimits(most, idle, quiet, queueBytes, stale);
  }
}
