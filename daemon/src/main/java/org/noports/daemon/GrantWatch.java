package org.noports.daemon;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.wire.NetworkText;

/**
 * Asks again and again whether the clients of live sessions still may, and ends the sessions of
 * those that may no longer (sessions.md 8.2, 18). Only a clear answer ends anything: while nobody
 * answers, sessions go on. One thread goes round.
 */
final class GrantWatch implements AutoCloseable {
  private static final Logger LOG = System.getLogger(Daemon.class.getName());

  private final Duration interval;
  private final Sessions sessions;
  private final Managers managers;
  private final Question question;
  private final CountDownLatch closed = new CountDownLatch(1);

  /** What is decided about a client now; null when nobody answers. */
  @FunctionalInterface
  interface Question {
    @Nullable Access about(AtSign client) throws InterruptedException;
  }

  /**
   * Not started yet.
   *
   * @param interval from one round to the next; zero for none at all
   */
  GrantWatch(Duration interval, Sessions sessions, Managers managers, Question question) {
    this.interval = interval;
    this.sessions = sessions;
    this.managers = managers;
    this.question = question;
  }

  /** Goes round until closed. */
  void start() {
    if (interval.isPositive()) {
      Thread.ofVirtual().name("daemon grant watch").start(this::run);
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

  private void round() throws InterruptedException {
    Map<AtSign, List<LiveSession>> byClient =
        sessions.live().stream()
            .collect(Collectors.groupingBy(LiveSession::client, TreeMap::new, Collectors.toList()));
    for (Map.Entry<AtSign, List<LiveSession>> entry : byClient.entrySet()) {
      if (closed.getCount() == 0) {
        return;
      }
      AtSign client = entry.getKey();
      if (managers.decide(client) instanceof Access.Denied) {
        judge(client, entry.getValue());
      }
    }
  }

  private void judge(AtSign client, List<LiveSession> theirs) throws InterruptedException {
    Function<LiveSession, @Nullable String> reasonToEnd;
    switch (question.about(client)) {
      case Access.Granted now ->
          reasonToEnd =
              session ->
                  session.rights().change(now)
                      ? null
                      : "the policy service permits " + now.services() + " only";
      case Access.Denied denied -> reasonToEnd = session -> NetworkText.escaped(denied.reason());
      case null -> {
        LOG.log(
            Level.INFO,
            () -> "Nobody says whether %s still may: its sessions go on".formatted(client));
        return;
      }
    }
    for (LiveSession session : theirs) {
      String reason = reasonToEnd.apply(session);
      if (reason != null) {
        sessions.end(session, "its permission was withdrawn: " + reason);
      }
    }
  }

  /** Begins no more questions. */
  @Override
  public void close() {
    closed.countDown();
  }
}
