package org.noports.daemon;

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
import org.noports.atclient.AtClientException;
import org.noports.protocol.envelope.SigningKeyUri;
import org.noports.protocol.name.AtKey;

/**
 * Looks again and again at the enrolments that signed the requests of live sessions, and ends the
 * sessions of one that was withdrawn: its key is gone, and found among the revoked or deleted ones
 * (sessions.md 2.4). A key that is gone otherwise, or cannot be looked up, ends nothing. One thread
 * goes round; a few look up at a time.
 */
final class EnrollmentWatch implements AutoCloseable {
  private static final int LOOK_UPS_AT_A_TIME = 8;
  private static final Logger LOG = System.getLogger(Daemon.class.getName());

  private final DaemonEdge edge;
  private final Sessions sessions;
  private final Duration interval;
  private final CountDownLatch closed = new CountDownLatch(1);

  EnrollmentWatch(DaemonEdge edge, Sessions sessions, Duration interval) {
    this.edge = edge;
    this.sessions = sessions;
    this.interval = interval;
  }

  /** Goes round until closed; not at all when the interval is zero. */
  void start() {
    if (interval.isPositive()) {
      Thread.ofVirtual().name("daemon enrolment watch").start(this::run);
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

  /** Each enrolment once, however many sessions it opened. */
  private void round() {
    Map<SigningKeyUri, List<LiveSession>> watched = new HashMap<>();
    for (LiveSession session : sessions.live()) {
      SigningKeyUri signedBy = session.signedBy();
      if (signedBy != null) {
        watched.computeIfAbsent(signedBy, none -> new ArrayList<>()).add(session);
      }
    }
    try (ExecutorService lookUps =
        Executors.newFixedThreadPool(
            LOOK_UPS_AT_A_TIME, Thread.ofVirtual().name("daemon enrolment ", 1).factory())) {
      watched.forEach((uri, opened) -> lookUps.execute(() -> check(uri, opened)));
    }
  }

  private void check(SigningKeyUri uri, List<LiveSession> opened) {
    if (closed.getCount() == 0) {
      return;
    }
    try {
      if (isWithdrawn(uri)) {
        opened.forEach(
            session -> sessions.end(session, "the enrolment of " + uri + " was withdrawn"));
      }
    } catch (AtClientException e) {
      LOG.log(Level.INFO, () -> "Enrolment " + uri + " cannot be checked: " + e.getMessage());
    }
  }

  private boolean isWithdrawn(SigningKeyUri uri) {
    if (edge.publicRecord(AtKey.parse(uri.text())) != null) {
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
