package org.noports.relay;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.noports.protocol.envelope.SigningKeyUri;
import org.noports.protocol.name.AtKey;

/**
 * Looks again and again at the signing keys that let the sides of live sessions in, and ends the
 * sessions of a key that was withdrawn: gone, and found among the revoked or deleted ones
 * (sessions.md 2.4, 3.8). A key that is gone otherwise, or cannot be looked up, ends nothing. One
 * thread goes round; a few look up at a time.
 */
final class SigningKeyWatch implements AutoCloseable {
  private static final int LOOK_UPS_AT_A_TIME = 8;
  private static final Logger LOG = System.getLogger(SigningKeyWatch.class.getName());

  private final RelayEdge edge;
  private final SessionRegistry sessions;
  private final Duration interval;
  private final RelayCounters counters;
  private final CountDownLatch closed = new CountDownLatch(1);

  SigningKeyWatch(
      RelayEdge edge, SessionRegistry sessions, Duration interval, RelayCounters counters) {
    this.edge = edge;
    this.sessions = sessions;
    this.interval = interval;
    this.counters = counters;
  }

  /** Goes round until closed; not at all when the interval is zero. */
  void start() {
    if (interval.isPositive()) {
      Thread.ofVirtual().name("relay signing key watch").start(this::run);
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

  /** Each key once, however many sessions it let in. */
  private void round() {
    Map<SigningKeyUri, List<RelaySession>> watched = new HashMap<>();
    for (RelaySession session : sessions.live()) {
      for (SigningKeyUri uri : session.plan().signingKeys()) {
        watched.computeIfAbsent(uri, none -> new ArrayList<>()).add(session);
      }
    }
    try (ExecutorService lookUps =
        Executors.newFixedThreadPool(
            LOOK_UPS_AT_A_TIME, Thread.ofVirtual().name("relay signing key ", 1).factory())) {
      watched.forEach((uri, let) -> lookUps.execute(() -> check(uri, let)));
    }
  }

  private void check(SigningKeyUri uri, List<RelaySession> letIn) {
    if (closed.getCount() == 0) {
      return;
    }
    try {
      if (isWithdrawn(uri)) {
        counters.signingKeysWithdrawn.increment();
        letIn.forEach(session -> session.end("the signing key " + uri + " was withdrawn"));
      }
    } catch (RuntimeException e) {
      LOG.log(Level.INFO, () -> "Signing key " + uri + " cannot be checked: " + e.getMessage());
    }
  }

  private boolean isWithdrawn(SigningKeyUri uri) {
    if (edge.signingKeyRecord(uri) != null) {
      return false;
    }
    for (AtKey elsewhere : uri.whenWithdrawn()) {
      if (edge.publicRecord(elsewhere) != null) {
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
