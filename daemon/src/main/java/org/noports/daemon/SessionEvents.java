package org.noports.daemon;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;
import org.noports.atclient.AtClientException;
import org.noports.atclient.NotifyOptions;
import org.noports.protocol.event.EventTarget;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.session.MessageName;

/**
 * Tells the relay of a session where its events go, when the policy service wants them (sessions.md
 * 1.2 #8, 3.8, 7.4). A session goes on without. Thread-safe.
 */
final class SessionEvents {
  private static final Logger LOG = System.getLogger(Daemon.class.getName());

  private final DaemonEdge edge;
  private final @Nullable PolicyHeartbeat policy;

  SessionEvents(DaemonEdge edge, @Nullable PolicyHeartbeat policy) {
    this.edge = edge;
    this.policy = policy;
  }

  void announce(LiveSession session) {
    EventTarget target = policy == null ? null : policy.eventTarget();
    AtSign relay = session.relay();
    if (target == null || relay == null) {
      return;
    }
    try {
      edge.notify(
          MessageName.eventTarget(relay, session.id(), edge.atSign()),
          target.toJson().canonical(),
          NotifyOptions.DEFAULT);
    } catch (AtClientException e) {
      LOG.log(Level.WARNING, () -> "No events of session " + session.id(), e);
    }
  }
}
