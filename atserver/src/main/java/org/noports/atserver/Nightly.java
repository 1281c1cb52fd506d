package org.noports.atserver;

import java.time.Instant;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/** Tells once a day that a time of the day (UTC) has come. Used by one thread. */
final class Nightly {
  private final LocalTime time;
  private Instant next;

  Nightly(LocalTime time, Instant now) {
    this.time = time;
    this.next = after(now);
  }

  /** Whether it is due; true once for each night. */
  boolean isDue(Instant now) {
    if (now.isBefore(next)) {
      return false;
    }
    next = after(now);
    return true;
  }

  private Instant after(Instant now) {
    OffsetDateTime today = now.atOffset(ZoneOffset.UTC).with(time);
    return (today.toInstant().isAfter(now) ? today : today.plusDays(1)).toInstant();
  }
}
