package org.noports.cli.demo;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;

/** Prints what happens with the time since the start and since the step before. For one thread. */
final class Timeline {
  private final PrintStream out;
  private final InstantSource clock;
  private final Instant start;
  private Instant last;

  Timeline(PrintStream out, InstantSource clock) {
    this.out = out;
    this.clock = clock;
    this.start = clock.instant();
    this.last = start;
  }

  void heading(String text) {
    out.println(text);
    out.flush();
  }

  /** Something that has just happened. */
  void step(String text) {
    step(clock.instant(), text);
  }

  /** Something that happened at that time. */
  void step(Instant at, String text) {
    out.println(
        String.format(
            Locale.ROOT,
            "%8.1f ms  %+8.1f  %s",
            milliseconds(Duration.between(start, at)),
            milliseconds(Duration.between(last, at)),
            text));
    out.flush();
    last = at;
  }

  private static double milliseconds(Duration duration) {
    return duration.toNanos() / 1e6;
  }
}
