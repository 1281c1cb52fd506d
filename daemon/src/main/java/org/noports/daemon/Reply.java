package org.noports.daemon;

import java.time.Duration;
import org.noports.atclient.NotifyOptions;
import org.noports.protocol.envelope.SignedEnvelope;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.name.DeviceName;
import org.noports.protocol.name.SessionId;
import org.noports.protocol.session.MessageName;
import org.noports.protocol.session.SessionAnswer;

/** Sends the answers to session requests (sessions.md 1.2 #7, 1.7). Thread-safe. */
final class Reply {
  /** The key may stay a little, the notification a minute. */
  static final NotifyOptions SHORT_LIVED = NotifyOptions.DEFAULT.withTtl(Duration.ofSeconds(10));

  private final DaemonEdge edge;
  private final DeviceName device;

  Reply(DaemonEdge edge, DeviceName device) {
    this.edge = edge;
    this.device = device;
  }

  /** The session is up. */
  void connected(AtSign client, SessionAnswer answer) {
    SignedEnvelope envelope = SignedEnvelope.sign(answer.toJson(), edge.signingKey());
    send(client, answer.sessionId(), envelope.text());
  }

  /** The request is refused, in words. */
  void refused(AtSign client, SessionId session, Refusal refusal) {
    send(client, session, refusal.answer());
  }

  private void send(AtSign client, SessionId session, String text) {
    edge.notify(
        MessageName.sessionAnswer(client, session, device, edge.atSign()), text, SHORT_LIVED);
  }
}
