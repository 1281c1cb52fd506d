package org.noports.daemon;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
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
import org.noports.protocol.wire.NetworkText;

/**
 * What a session request of either kind has to pass before it is served (sessions.md 1.2, 1.6,
 * 1.7): parse, once only, signature. The sender is authorised already. Malformed, old and repeated
 * requests are dropped without an answer; a refused one is answered in words. Thread-safe.
 */
final class RequestGate {
  private final ClientKeys keys;
  private final @Nullable KnownClients knownClients;
  private final EnrollmentCheck enrollments;
  private final OnceOnly onceOnly;
  private final Reply reply;
  private final SessionLog log;

  RequestGate(
      DaemonEdge edge,
      ClientKeys keys,
      ClientChecks checks,
      OnceOnly onceOnly,
      Reply reply,
      SessionLog log) {
    this.keys = keys;
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
      if (!onceOnly.isNew(message, request.sessionId())) {
        return;
      }
      // What takes a round trip each, beside each other; only a request of ours gets an answer.
      FutureTask<Boolean> ours = beside("mutex", () -> onceOnly.takeMutex(request.sessionId()));
      FutureTask<Checked> checked = beside("enrolment", () -> enrolled(envelope, message.from()));
      Refusal refused = refusal(envelope, message.from());
      if (!result(ours)) {
        return;
      }
      if (refused != null) {
        throw refused;
      }
      server.start(
          new Admitted<>(message, request, envelope.payload(), result(checked).signedBy()));
    } catch (Refusal refusal) {
      log.refused(request.sessionId(), message.from(), refusal);
      reply.refused(message.from(), request.sessionId(), refusal);
    }
  }

  private static <T> FutureTask<T> beside(String name, Callable<T> work) {
    FutureTask<T> task = new FutureTask<>(work);
    Thread.ofVirtual().name("daemon request " + name).start(task);
    return task;
  }

  /** The result, or what the work threw. */
  private static <T> T result(FutureTask<T> work) throws InterruptedException {
    try {
      return work.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException failure
          ? failure
          : new IllegalStateException(e);
    }
  }

  /** The enrolment that signed too, if one did. */
  private record Checked(@Nullable SigningKeyUri signedBy) {}

  private Checked enrolled(SignedEnvelope envelope, AtSign sender) {
    return new Checked(enrollments.check(envelope, sender));
  }

  /** What is wrong with the signature, or null. */
  private @Nullable Refusal refusal(SignedEnvelope envelope, AtSign sender)
      throws InterruptedException {
    try {
      verify(envelope, sender);
      return null;
    } catch (Refusal refusal) {
      return refusal;
    }
  }

  private void verify(SignedEnvelope envelope, AtSign sender) throws InterruptedException {
    RsaPublicKey key;
    try {
      key = keys.of(sender);
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
  }
}
