package org.noports.atserver.store;

import java.util.function.Supplier;

/** How many rows an expiry run removed. */
public record Expired(int records, int notifications) {
  /** How many rows of a kind one step removes at most. */
  public static final int AT_ONCE = 200;

  /**
   * Removes in small steps until there is no more, so that writes of users are not held up behind a
   * big one.
   *
   * @param step removes at most {@link #AT_ONCE} of each kind
   */
  public static Expired inSteps(Supplier<Expired> step) {
    int records = 0;
    int notifications = 0;
    Expired last;
    do {
      last = step.get();
      records += last.records;
      notifications += last.notifications;
    } while (last.records == AT_ONCE || last.notifications == AT_ONCE);
    return new Expired(records, notifications);
  }
}
