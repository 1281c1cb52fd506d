package org.noports.atclient;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.noports.protocol.envelope.SigningKeyUri;
import org.noports.protocol.name.AtKey;

/**
 * Looks again and again at the signing keys that live sessions rely on, and tells of each that was
 * withdrawn: gone, and found among the revoked or deleted ones (sessions.md 2.4). A key that is
 * gone otherwise, or cannot be looked up, is left as it is. One thread goes round; a few look up at
 * a time.
 */
public final class SigningKeyWatch implements AutoCloseable {
  private static final int LOOK_UPS_AT_A_TIME = 8;
  private static final Logger LOG = System.getLogger(SigningKeyWatch.class.getName());

  private final String party;
  private final Duration interval;
  private final Function<AtKey, @Nullable String> publicRecord;
  private final Supplier<Set<SigningKeyUri>> inUse;
  private final Consumer<SigningKeyUri> withdrawn;
  private final CountDownLatch closed = new CountDownLatch(1);

  /**
   * @param party whose watch it is, for the names of its threads
   * @param interval from one round to the next; zero for none at all
   * @param publicRecord the value of a record as it is now, not from a cache; null when there is
   *     none
   * @param inUse asked for each round
   * @param withdrawn told on a thread of the watch
   */
  public SigningKeyWatch(
      String party,
      Duration interval,
      Function<AtKey, @Nullable String> publicRecord,
      Supplier<Set<SigningKeyUri>> inUse,
      Consumer<SigningKeyUri> withdrawn) {
    this.party = party;
    this.interval = interval;
    this.publicRecord = publicRecord;
    this.inUse = inUse;
    this.withdrawn = withdrawn;
  }

  /** Goes round until closed. */
  public void start() {
    if (interval.isPositive()) {
      Thread.ofVirtual().name(party + " signing key watch").start(this::run);
    }
  }

  private void run() {
    try {
      while (!closed.await(interval.toNanos(), TimeUnit.NANOSECONDS)) {
        round();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void round() {
    try (ExecutorService lookUps =
        Executors.newFixedThreadPool(
            LOOK_UPS_AT_A_TIME, Thread.ofVirtual().name(party + " signing key ", 1).factory())) {
      inUse.get().forEach(uri -> lookUps.execute(() -> check(uri)));
    }
  }

  private void check(SigningKeyUri uri) {
    if (closed.getCount() == 0) {
      return;
    }
    try {
      if (isWithdrawn(uri)) {
        withdrawn.accept(uri);
      }
    } catch (RuntimeException e) {
      LOG.log(Level.INFO, () -> "Signing key " + uri + " cannot be checked: " + e.getMessage());
    }
  }

  private boolean isWithdrawn(SigningKeyUri uri) {
    if (publicRecord.apply(AtKey.parse(uri.text())) != null) {
      return false;
    }
    for (AtKey elsewhere : uri.whenWithdrawn()) {
      if (publicRecord.apply(elsewhere) != null) {
        return true;
      }
    }
    return false;
  }

  /** Begins no more look-ups. */
  @Override
  public void close() {
    closed.countDown();
  }
}
