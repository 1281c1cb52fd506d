package org.noports.daemon;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.InstantSource;
import org.noports.atclient.Moderation;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.name.SessionId;
import org.noports.protocol.wire.NetworkText;
import org.noports.tunnel.rendezvous.SessionEnd;

/**
 * What an operator always sees: one line for each request, start, refusal and end of a session.
 * Refusals of one sender are told some at once and then one a second, so that it can't fill the
 * log. Thread-safe.
 */
final class SessionLog {
  private static final int AT_ONCE = 64;
  private static final Duration ONE_MORE_AFTER = Duration.ofSeconds(1);
  private static final Logger LOG = System.getLogger(Daemon.class.getName());

  private final Moderation refusals;

  SessionLog(InstantSource clock) {
    this.refusals = new Moderation(AT_ONCE, ONE_MORE_AFTER, clock);
  }

  void requested(SessionId session, AtSign client, String service) {
    always("Session %s requested by %s for %s".formatted(session, client, service));
  }

  void started(SessionId session, AtSign client) {
    always("Session %s for %s started".formatted(session, client));
  }

  void refused(SessionId session, AtSign client, Refusal refusal) {
    if (refusals.permits(client)) {
      always("Session %s for %s refused: %s".formatted(session, client, refusal.answer()));
    }
  }

  /** A request that gets no answer. */
  void dropped(AtSign client, String why) {
    if (refusals.permits(client)) {
      always("Session request of %s dropped: %s".formatted(client, why));
    }
  }

  void ending(SessionId session, AtSign client, String why) {
    always("Session %s for %s is ended: %s".formatted(session, client, why));
  }

  void ended(SessionId session, AtSign client, SessionEnd end) {
    always(
        "Session %s for %s ended: %s (%d connections, %d bytes in, %d bytes out)"
            .formatted(
                session,
                client,
                NetworkText.escaped(end.detail()),
                end.connections(),
                end.bytesFromRelay(),
                end.bytesToRelay()));
  }

  private static void always(String line) {
    LOG.log(Level.ERROR, line);
  }
}
