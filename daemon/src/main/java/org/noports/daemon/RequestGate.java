package org.noports.daemon;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.noports.atclient.AtClientException;
import org.noports.protocol.ProtocolException;
import org.noports.protocol.crypto.CryptoException;
import org.noports.protocol.crypto.RsaPublicKey;
import org.noports.protocol.envelope.SignedEnvelope;
import org.noports.protocol.envelope.SigningKeyUri;
import org.noports.protocol.json.JsonObject;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.session.TunnelRequest;

/**
 * What a session request of either kind has to pass before it is served (sessions.md 1.2, 1.6,
 * 1.7): parse, once only, signature. The sender is authorised already. Malformed, old and repeated
 * requests are dropped without an answer; a refused one is answered in words. Thread-safe.
 */
final class RequestGate {
  private final DaemonEdge edge;
  private final @Nullable KnownClients knownClients;
  private final EnrollmentCheck enrollments;
  private final OnceOnly onceOnly;
  private final Reply reply;
  private final SessionLog log;

  RequestGate(
      DaemonEdge edge, ClientChecks checks, OnceOnly onceOnly, Reply reply, SessionLog log) {
    this.edge = edge;
    this.knownClients = KnownClients.of(checks);
    this.enrollments = new EnrollmentCheck(edge, checks.requireEnrollmentSignature());
    this.onceOnly = onceOnly;
    this.reply = reply;
    this.log = log;
  }

  /** Serves a request that has passed; {@link Refusal} is its answer. */
  interface Server<R extends TunnelRequest> {
    void start(Admitted<R> admitted) throws InterruptedException;
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
      log.dropped(
          message.from(),
          "it is malformed: " + NetworkText.escaped(String.valueOf(e.getMessage())));
      return;
    }
    try {
      if (!onceOnly.take(message, request.sessionId())) {
        return;
      }
      SigningKeyUri signedBy = verify(envelope, message.from());
      server.start(new Admitted<>(message, request, envelope.payload(), signedBy));
    } catch (Refusal refusal) {
      log.refused(request.sessionId(), message.from(), refusal);
      reply.refused(message.from(), request.sessionId(), refusal);
    }
  }

  /** The enrolment that signed too, if one did. */
  private @Nullable SigningKeyUri verify(SignedEnvelope envelope, AtSign sender) {
    RsaPublicKey key;
    try {
      key = edge.publicKeyOf(sender);
    } catch (AtClientException e) {
      throw Refusal.keyUnavailable(String.valueOf(e.getMessage()), e);
    }
    try {
      envelope.verified(key);
    } catch (CryptoException e) {
      throw Refusal.badSignature(String.valueOf(e.getMessage()), e);
    }
    if (knownClients != null) {
      knownClients.check(sender, key);
    }
    return enrollments.check(envelope, sender);
  }
}
