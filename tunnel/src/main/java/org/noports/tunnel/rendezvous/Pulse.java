package org.noports.tunnel.rendezvous;

import java.io.IOException;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Heartbeats on the control channel (sessions.md 4.3), and the answers to them where the device
 * gives some: they show that relay and device not only have a connection but run. A device that has
 * answered once is asked often, and the session ends when it stops to.
 *
 * <pre>
 * asked --answered in time--> rest, shortly ----> asked
 *       --never answered yet--> rest as the user said --> asked
 *       --answered before, not now, nor within the grace--> the session ends
 * </pre>
 *
 * <p>One thread runs it.
 */
final class Pulse {
  /** Sends one heartbeat. */
  @FunctionalInterface
  interface Beat {
    void send(long number) throws IOException;
  }

  /**
   * How long things take.
   *
   * @param limit for the answer
   * @param grace after the limit: a program that was stopped meanwhile has not read it yet
   * @param rest between an answer and the next heartbeat
   */
  record Rhythm(Duration limit, Duration grace, Duration rest) {
    /** Finds a device or relay that stands still within this time and the rest before it. */
    static Rhythm noticing(Duration within) {
      // Duration's own division brings Java's decimal numbers into a start.
      Duration third = Duration.ofNanos(within.toNanos() / 3);
      return new Rhythm(within.minus(third), third, third);
    }
  }

  private final Lifetime lifetime;
  private final Duration every;
  private final Rhythm rhythm;
  private final Beat beat;
  private final LongSupplier answered;

  /**
   * @param every the pause between heartbeats to a device that does not answer
   * @param answered the number of the last heartbeat that was answered, 0 before
   */
  Pulse(Lifetime lifetime, Duration every, Rhythm rhythm, Beat beat, LongSupplier answered) {
    this.lifetime = lifetime;
    this.every = every;
    this.rhythm = rhythm;
    this.beat = beat;
    this.answered = answered;
  }

  /** Beats for a device that is known never to answer. */
  void runUnanswered() {
    try {
      for (long number = 1; lifetime.pause(every); number++) {
        beat.send(number);
      }
    } catch (IOException e) {
      broke();
    }
  }

  /** Beats, the first time at once, and listens. */
  void run() {
    try {
      Duration rest = Duration.ZERO;
      for (long number = 1; lifetime.pause(rest); number++) {
        beat.send(number);
        if (!lifetime.pause(rhythm.limit())) {
          return;
        }
        if (answered.getAsLong() == 0) {
          rest = every;
        } else if (answered.getAsLong() >= number
            || (lifetime.pause(rhythm.grace()) && answered.getAsLong() >= number)) {
          rest = shorter(every, rhythm.rest());
        } else {
          lifetime.end(
              EndReason.RELAY_LOST, "the device does not answer any more through the relay");
        }
      }
    } catch (IOException e) {
      broke();
    }
  }

  private void broke() {
    lifetime.end(EndReason.RELAY_LOST, "the control channel broke");
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
