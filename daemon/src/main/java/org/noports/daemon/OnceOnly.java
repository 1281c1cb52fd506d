package org.noports.daemon;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.InstantSource;
import org.noports.atclient.AtClientException;
import org.noports.protocol.name.SessionId;
import org.noports.protocol.session.MessageName;

/**
 * Lets each session request through once (sessions.md 1.6 and 2.3): not when it is old, not when
 * its session id was used before, and not when another daemon process of the same atSign and device
 * has taken it. What is not let through gets no answer: whoever sent the first copy is served.
 * Thread-safe.
 */
final class OnceOnly {
  /** The client gives up long before. */
  static final Duration OLDEST = Duration.ofSeconds(60);

  static final Duration MUTEX = Duration.ofSeconds(30);
  private static final Logger LOG = System.getLogger(Daemon.class.getName());

  private final DaemonEdge edge;
  private final SeenSessions seen;
  private final InstantSource clock;
  private final SessionLog log;

  OnceOnly(DaemonEdge edge, SeenSessions seen, InstantSource clock, SessionLog log) {
    this.edge = edge;
    this.seen = seen;
    this.clock = clock;
    this.log = log;
  }

  /** Whether the request is new to this daemon; {@link #takeMutex} asks whether to others. */
  boolean isNew(Message message, SessionId session) {
    Duration age = Duration.between(message.at(), clock.instant());
    if (age.compareTo(OLDEST) > 0) {
      throw Refusal.tooOld(age);
    }
    if (!seen.firstUse(message.from(), session)) {
      log.dropped(message.from(), "the session id %s was used before".formatted(session));
      return false;
    }
    return true;
  }

  /**
   * Whether this daemon, and only it, serves the session: any failure but "somebody has it" is no
   * reason not to.
   */
  boolean takeMutex(SessionId session) {
    try {
      boolean ours =
          edge.putImmutable(MessageName.daemonMutex(session, edge.atSign()), "lock", MUTEX);
      if (!ours) {
        LOG.log(Level.INFO, () -> "Session " + session + " is taken by another daemon process");
      }
      return ours;
    } catch (AtClientException e) {
      LOG.log(Level.WARNING, () -> "No mutex for session " + session + ", serving it anyway", e);
      return true;
    }
  }
}
