package org.noports.atserver.store;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

/** A clock that stands until it is moved. Thread-safe. */
public final class SettableClock implements InstantSource {
  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-03-01T10:00:00Z"));

  public SettableClock() {}

  @Override
  public Instant instant() {
    return now.get();
  }

  public void forward(Duration time) {
    now.updateAndGet(before -> before.plus(time));
  }

  public void back(Duration time) {
    now.updateAndGet(before -> before.minus(time));
  }
}
