package org.noports.atserver;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.noports.atserver.listener.Rhythm;
import org.noports.atserver.store.Expired;
import org.noports.atserver.store.Store;

/**
 * What a process does for its atServers again and again: ends connections that are over their time,
 * tells monitors that it lives, removes what has expired, refreshes cached keys at night
 * (atprotocol.md 4.6, 5.6). Each has a thread of its own, which ends with this.
 */
final class Upkeep implements AutoCloseable {
  private static final Duration WATCH_INTERVAL = Duration.ofSeconds(1);

  /** How soon a connection whose enrollment ran out is ended although it asks nothing. */
  private static final Duration ENROLLMENT_INTERVAL = Duration.ofSeconds(5);

  /** Signs of life go out in so many parts: all at once would hold up what others wait for. */
  private static final int STATS_PARTS = 30;

  /** When cached keys are refreshed, as the reference does (5.6). */
  private static final LocalTime REFRESH_TIME = LocalTime.of(3, 0);

  private final AtServerConfig config;
  private final Store store;
  private final HostedAtSigns hosted;
  private final @Nullable SharedPort sharedPort;
  private final Nightly night;
  private final List<Rhythm> rhythms;

  /** The part whose turn it is; of the rhythm's thread. */
  private int statsPart;

  /** When expiry is due, by the time of {@link System#nanoTime}; of the rhythm's thread. */
  private long expiryDue;

  private Upkeep(
      AtServerConfig config, Store store, HostedAtSigns hosted, @Nullable SharedPort sharedPort) {
    this.config = config;
    this.store = store;
    this.hosted = hosted;
    this.sharedPort = sharedPort;
    this.expiryDue = System.nanoTime() + config.limits().expiryInterval().dividedBy(2).toNanos();
    this.night = new Nightly(REFRESH_TIME, config.clock().instant());
    Limits limits = config.limits();
    this.rhythms =
        List.of(
            Rhythm.every(WATCH_INTERVAL, "connection watch", this::checkTimes),
            Rhythm.every(ENROLLMENT_INTERVAL, "enrollment watch", hosted::checkEnrollments),
            Rhythm.every(
                limits.statsInterval().dividedBy(STATS_PARTS),
                "statsNotification",
                this::announceStats),
            Rhythm.every(expiryWatch(limits), "expiry", this::removeExpired),
            Rhythm.every(WATCH_INTERVAL, "cache refresh", this::refreshCaches));
  }

  static Upkeep start(
      AtServerConfig config, Store store, HostedAtSigns hosted, @Nullable SharedPort sharedPort) {
    return new Upkeep(config, store, hosted, sharedPort);
  }

  private void checkTimes() {
    hosted.checkTimes();
    if (sharedPort != null) {
      sharedPort.checkTimes();
    }
  }

  private void announceStats() {
    hosted.announceStats(statsPart, STATS_PARTS);
    statsPart = (statsPart + 1) % STATS_PARTS;
  }

  private static Duration expiryWatch(Limits limits) {
    Duration interval = limits.expiryInterval();
    return interval.compareTo(WATCH_INTERVAL) < 0 ? interval : WATCH_INTERVAL;
  }

  /**
   * Every so often, but while much expires with every look: what gathers meanwhile would take all
   * the processor's time at once. Signing keys first: an enrollment that has been removed no longer
   * tells that it expired.
   */
  private void removeExpired() {
    long time = System.nanoTime();
    if (time - expiryDue < 0) {
      return;
    }
    Instant now = config.clock().instant();
    hosted.withdrawExpired(now);
    Expired gone = store.deleteExpired(now);
    boolean much = gone.records() + gone.notifications() >= Expired.AT_ONCE;
    // Half a look earlier, as looks are not exact.
    Duration pause =
        config.limits().expiryInterval().minus(expiryWatch(config.limits()).dividedBy(2));
    expiryDue = much ? time : time + pause.toNanos();
  }

  private void refreshCaches() {
    if (night.isDue(config.clock().instant())) {
      hosted.refreshCaches();
    }
  }

  @Override
  public void close() {
    rhythms.reversed().forEach(Rhythm::close);
  }
}
