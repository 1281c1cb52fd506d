package org.noports.daemon;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.function.Function;
import org.noports.atclient.AtClientException;
import org.noports.protocol.ProtocolException;
import org.noports.protocol.crypto.CryptoException;
import org.noports.protocol.crypto.RsaPublicKey;
import org.noports.protocol.envelope.SignedEnvelope;
import org.noports.protocol.json.JsonObject;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.session.TunnelRequest;

/**
 * What a session request of either kind has to pass before it is served (sessions.md 1.2, 1.6,
 * 1.7): parse, once only, signature. The sender is authorised already. Malformed, old and repeated
 * requests are dropped without an answer; a refused one is answered in words. Thread-safe.
 */
final class RequestGate {
  private static final Logger LOG = System.getLogger(Daemon.class.getName());

  private final DaemonEdge edge;
  private final EnrollmentCheck enrollments;
  private final OnceOnly onceOnly;
  private final Reply reply;

  RequestGate(DaemonEdge edge, OnceOnly onceOnly, Reply reply) {
    this.edge = edge;
    this.enrollments = new EnrollmentCheck(edge);
    this.onceOnly = onceOnly;
    this.reply = reply;
  }

  /** Serves a request that has passed; {@link Refusal} is its answer. */
  interface Server<R extends TunnelRequest> {
    /** Starts it; the last parameter is the payload as it was signed, every member of it. */
    void start(Message message, R request, JsonObject asSigned) throws InterruptedException;
  }

  <R extends TunnelRequest> void pass(
      Message message, Function<JsonObject, R> reader, Server<R> server)
      throws InterruptedException {
    SignedEnvelope envelope;
    R request;
    try {
      envelope = SignedEnvelope.parse(message.value());
      request = reader.apply(envelope.payload());
    } catch (ProtocolException e) {
      LOG.log(
          Level.WARNING,
          () ->
              "Session request of %s dropped, it is malformed: %s"
                  .formatted(message.from(), NetworkText.escaped(String.valueOf(e.getMessage()))));
      return;
    }
    if (!onceOnly.take(message, request.sessionId())) {
      return;
    }
    try {
      verify(envelope, message.from());
      server.start(message, request, envelope.payload());
    } catch (Refusal refusal) {
      reply.refused(message.from(), request.sessionId(), refusal);
    }
  }

  private void verify(SignedEnvelope envelope, AtSign sender) {
    RsaPublicKey key;
    try {
      key = edge.publicKeyOf(sender);
    } catch (AtClientException e) {
      throw Refusal.keyUnavailable(e);
    }
    try {
      envelope.verified(key);
    } catch (CryptoException e) {
      throw Refusal.badSignature(String.valueOf(e.getMessage()), e);
    }
    enrollments.check(envelope, sender);
  }
}
