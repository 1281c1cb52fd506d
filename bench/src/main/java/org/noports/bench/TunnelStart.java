package org.noports.bench;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/**
 * How soon a new client's first transfer runs at full speed: a cold virtual machine encrypts at a
 * hundredth of it. Tries with a daemon as new are given by themselves.
 */
final class TunnelStart {
  private static final int TRIES = 4;
  private static final Duration STEP = Duration.ofMillis(50);
  private static final int STEPS = 60;

  /** The rate of the last so many steps is the full one... */
  private static final int FULL_STEPS = 30;

  /** ...and this share of it is fast: rates of single steps differ by as much. */
  private static final double FAST = 0.7;

  private static final Duration FIRST_BYTE_LIMIT = Duration.ofSeconds(10);

  private TunnelStart() {}

  static void bothNew(Figures figures, BenchSystem system) {
    Samples millis = new Samples();
    for (int attempt = 0; attempt < TRIES; attempt++) {
      BenchSystem.Running daemon = system.daemon();
      try {
        millis.add(once(system, attempt));
      } finally {
        daemon.stop();
      }
    }
    figures.put("cold_start_ms", millis.median(), "ms", "to full speed, client and daemon new");
  }

  /** With the daemon that is there. */
  static void clientNew(Figures figures, BenchSystem system) {
    Samples millis = new Samples();
    for (int attempt = 0; attempt < TRIES; attempt++) {
      millis.add(once(system, attempt));
    }
    figures.put("start_ms", millis.median(), "ms", "to full speed, client new, both ways");
  }

  /** Half of the attempts one way, half the other. */
  private static double once(BenchSystem system, int attempt) {
    try (TunnelPath path = TunnelPath.authenticated(system, List.of())) {
      Blast.Stream stream = path.streams(1).getFirst();
      Blast.Stream turned = attempt % 2 == 0 ? stream : stream.turned();
      return Blast.run(List.of(turned), TunnelStart::millisToFullSpeed);
    }
  }

  private static double millisToFullSpeed(LongAdder received) {
    long limit = System.nanoTime() + FIRST_BYTE_LIMIT.toNanos();
    while (received.sum() == 0) {
      if (System.nanoTime() > limit) {
        throw new BenchException("nothing arrives through the tunnel");
      }
      Blast.pause(Duration.ofMillis(1));
    }
    long[] rates = new long[STEPS];
    long before = 0;
    for (int step = 0; step < STEPS; step++) {
      Blast.pause(STEP);
      long now = received.sum();
      rates[step] = now - before;
      before = now;
    }
    long[] last = Arrays.copyOfRange(rates, STEPS - FULL_STEPS, STEPS);
    Arrays.sort(last);
    double fast = last[FULL_STEPS / 2] * FAST;
    int step = 0;
    while (rates[step] < fast) {
      step++;
    }
    // Fast during this step, so since its beginning at the latest.
    return step * STEP.toMillis();
  }
}
