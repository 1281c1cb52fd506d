package org.noports.daemon;

import static java.util.Objects.requireNonNull;

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
 * 1.7): parse, once only, signature, enrolment. The sender is authorised already. Malformed, old
 * and repeated requests are dropped without an answer; a refused one is answered in words.
 * Thread-safe.
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

  /** What serves requests of a kind; {@link Refusal} is the answer to one. */
  interface Server<R extends TunnelRequest> {
    /** Whatever can be done for one while it is still asked whether it is this daemon's. */
    Beginning begin(Admitted<R> admitted) throws InterruptedException;
  }

  /** A session that can start. Closing it gives up what has not started. */
  interface Beginning extends AutoCloseable {
    /**
     * Starts it.
     *
     * @param signedBy the client's enrolment, when it signed too
     */
    void start(@Nullable SigningKeyUri signedBy);

    @Override
    void close();
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
      Admitted<R> admitted = new Admitted<>(message, request, envelope.payload());
      try (Begun begun = begin(envelope, admitted, checked, server)) {
        if (result(ours)) {
          begun.orRefusal().start(result(checked).signedBy());
        }
      }
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

  /** What has begun, or why nothing has. */
  private record Begun(@Nullable Beginning beginning, @Nullable Refusal refusal)
      implements AutoCloseable {
    Beginning orRefusal() {
      if (refusal != null) {
        throw refusal;
      }
      return requireNonNull(beginning);
    }

    @Override
    public void close() {
      if (beginning != null) {
        beginning.close();
      }
    }
  }

  private <R extends TunnelRequest> Begun begin(
      SignedEnvelope envelope, Admitted<R> admitted, FutureTask<Checked> enrolled, Server<R> server)
      throws InterruptedException {
    try {
      verify(envelope, admitted.client());
      if (enrollments.required()) {
        // Nobody without one makes this daemon connect anywhere.
        Checked ignored = result(enrolled);
      }
      return new Begun(server.begin(admitted), null);
    } catch (Refusal refusal) {
      return new Begun(null, refusal);
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
