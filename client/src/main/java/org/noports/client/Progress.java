package org.noports.client;

import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;

/** Tells the listener of milestones, with times. Used by the one thread that opens a session. */
final class Progress {
  private final StepListener listener;
  private final InstantSource clock;
  private final Map<Step, Long> reachedNanos = new EnumMap<>(Step.class);

  Progress(StepListener listener, InstantSource clock) {
    this.listener = listener;
    this.clock = clock;
  }

  void reached(Step step) {
    reached(step, step.text());
  }

  void reached(Step step, String text) {
    long now = System.nanoTime();
    reachedNanos.put(step, now);
    Step begunBy = step.begunBy();
    Long began = begunBy == null ? null : reachedNanos.get(begunBy);
    Duration took = began == null ? Duration.ZERO : Duration.ofNanos(now - began);
    listener.reached(new ReachedStep(step, text, clock.instant(), took));
  }
}
