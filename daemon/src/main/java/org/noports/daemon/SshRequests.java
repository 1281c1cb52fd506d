package org.noports.daemon;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.noports.protocol.ProtocolException;
import org.noports.protocol.envelope.SignedEnvelope;
import org.noports.protocol.session.SshRequest;

/**
 * Answers {@code ssh_request} (sessions.md 1.6) in words, so that the client knows at once what to
 * do instead: this daemon serves ssh through {@code npt_request}. Thread-safe.
 */
final class SshRequests {
  private static final Logger LOG = System.getLogger(Daemon.class.getName());

  private final OnceOnly onceOnly;
  private final Reply reply;

  SshRequests(OnceOnly onceOnly, Reply reply) {
    this.onceOnly = onceOnly;
    this.reply = reply;
  }

  void handle(Message message) {
    SshRequest request;
    try {
      request = SshRequest.from(SignedEnvelope.parse(message.value()).payload());
    } catch (ProtocolException e) {
      LOG.log(
          Level.WARNING,
          () ->
              "ssh request of %s dropped, it is malformed: %s"
                  .formatted(message.from(), NetworkText.escaped(String.valueOf(e.getMessage()))));
      return;
    }
    if (onceOnly.take(message, request.sessionId())) {
      reply.refused(
          message.from(),
          request.sessionId(),
          Refusal.notSupported(
              "This daemon does not serve sshnp sessions yet: use npt to its ssh port"));
    }
  }
}
