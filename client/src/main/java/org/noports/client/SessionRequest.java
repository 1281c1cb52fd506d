package org.noports.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.noports.protocol.ProtocolException;
import org.noports.protocol.crypto.RsaPublicKey;
import org.noports.protocol.envelope.SignedEnvelope;
import org.noports.protocol.envelope.SigningKeyUri;
import org.noports.protocol.json.JsonObject;
import org.noports.protocol.name.AtKey;
import org.noports.protocol.session.MessageName;
import org.noports.protocol.session.NptRequest;
import org.noports.protocol.session.RelayRendezvous;
import org.noports.protocol.session.SessionAnswer;
import org.noports.protocol.session.SessionReply;
import org.noports.protocol.session.SshRequest;
import org.noports.protocol.tunnel.AeadKeys;
import org.noports.tunnel.rendezvous.RelayAddress;
import org.noports.tunnel.rendezvous.StreamKeys;

/**
 * Asks the daemon for the session and checks what it answers (sessions.md 1.2 #6 and #7, 1.6, 1.7,
 * 5): signed by the daemon, about this session, connected, and encrypted as asked for.
 */
final class SessionRequest implements AutoCloseable {

  /** The device's connection takes no longer (sessions.md 8.3, rule 1). */
  private static final Duration DEVICE_LIMIT = Duration.ofSeconds(20);

  private static final String ANSWER = "answer to the session request";

  private final SessionContext session;
  private final Answers answers;

  /** What was asked, as it was signed; of the one thread. */
  private String requestText = "";

  private SessionRequest(SessionContext session, Answers answers) {
    this.session = session;
    this.answers = answers;
  }

  static SessionRequest listen(SessionContext session) {
    NptOptions options = session.options();
    String name =
        MessageName.sessionAnswer(
                session.client(), session.sessionId(), options.device(), options.daemon())
            .name();
    return new SessionRequest(session, Answers.listen(session.edge(), options.daemon(), name));
  }

  void send(Opening.Agreement agreed, SecretExchange exchange) {
    NptOptions options = session.options();
    RelayAddress relay = agreed.ports().sideB();
    NptRequest request =
        new NptRequest(
            session.sessionId(),
            relay.host(),
            relay.port(),
            options.service(),
            rendezvous(agreed, exchange, clientFeatures(agreed)),
            options.timeout());
    send(
        MessageName.nptRequest(options.daemon(), options.device(), session.client()),
        request.toJson(),
        agreed.proof());
  }

  /** As {@link #send}, for the daemon's own sshd and one connection (sessions.md 4.2). */
  void sendSsh(Opening.Agreement agreed, SecretExchange exchange) {
    NptOptions options = session.options();
    RelayAddress relay = agreed.ports().sideB();
    SshRequest request =
        new SshRequest(
            true,
            session.sessionId(),
            relay.host(),
            relay.port(),
            rendezvous(agreed, exchange, Terms.clientFeatures(options)));
    send(
        MessageName.sshRequest(options.daemon(), options.device(), session.client()),
        request.toJson(),
        agreed.proof());
  }

  /** An answer that comes before the device's connection is through is as good where it greets. */
  private List<String> clientFeatures(Opening.Agreement agreed) {
    List<String> features = new ArrayList<>(Terms.clientFeatures(session.options()));
    if (agreed.terms().aead() && agreed.ports().takeDataWithProof()) {
      features.add(RelayRendezvous.EARLY_ANSWERS);
    }
    return features;
  }

  private RelayRendezvous rendezvous(
      Opening.Agreement agreed, SecretExchange exchange, List<String> clientFeatures) {
    NptOptions options = session.options();
    return new RelayRendezvous(
        session.sides().device(),
        agreed.proof().sideB(),
        session.relayAuthKey(),
        session.clientNonce(),
        agreed.ports().rvdNonce(),
        options.encrypt(),
        exchange.offered(),
        agreed.terms().twinKeys(),
        options.relay(),
        clientFeatures,
        agreed.terms().aead() ? List.of(AeadKeys.STREAM_CIPHER) : List.of());
  }

  private void send(AtKey key, JsonObject payload, RelayProof proof) {
    requestText = payload.canonical();
    session.send(
        "session request",
        session.options().daemon(),
        key,
        signed(payload, proof.signingKey()).text(),
        RelayRequest.SHORT_LIVED);
  }

  /** Signed by the enrolment as well, where its key is published for all to check (2.4). */
  private SignedEnvelope signed(JsonObject payload, @Nullable SigningKeyUri enrollment) {
    SignedEnvelope envelope = SignedEnvelope.sign(payload, session.edge().signingKey());
    return enrollment == null
        ? envelope
        : envelope.countersigned(enrollment, session.edge().enrollmentKey());
  }

  /**
   * The daemon's answer, still to be checked; what the daemon refuses with is thrown.
   *
   * @param services what the daemon said it permits
   */
  SignedEnvelope awaitAnswer(List<String> services) throws InterruptedException {
    Duration limit = session.deadlines().session();
    SignedEnvelope answer = answers.await(limit, one -> read(one, services));
    if (answer == null) {
      NptOptions options = session.options();
      throw new ClientException.SessionUnanswered(options.daemon(), options.device(), limit);
    }
    return answer;
  }

  /**
   * Waits for the daemon's word that the session it has granted can't be, for as long as the device
   * may take to come; returns when there is none.
   *
   * @param services what the daemon said it permits
   */
  void awaitRefusal(List<String> services) throws InterruptedException {
    answers.await(DEVICE_LIMIT, one -> unlessRefused(one, services));
  }

  /** What protects the session, out of an answer that stands every check. */
  StreamKeys keys(
      SignedEnvelope answer, RsaPublicKey daemonKey, Terms terms, SecretExchange exchange) {
    SessionAnswer checked = verified(answer, daemonKey);
    try {
      return StreamAgreement.of(
          session.options(), terms, checked, exchange, requestText, answer.payload().canonical());
    } catch (ProtocolException e) {
      throw new ClientException.AnswerInvalid(ANSWER, session.options().daemon(), e);
    }
  }

  /** The key for an ssh around the user's; null when there is none. Only after {@link #keys}. */
  static @Nullable String ephemeralSshKey(SignedEnvelope verified) {
    return SessionAnswer.from(verified.payload()).ephemeralPrivateKey();
  }

  /** Nothing, as no second answer is of use; a refusal is thrown. */
  private @Nullable SignedEnvelope unlessRefused(Answers.Answer answer, List<String> services) {
    read(answer, services);
    return null;
  }

  private SignedEnvelope read(Answers.Answer answer, List<String> services) {
    try {
      return switch (SessionReply.parse(answer.text())) {
        case SessionReply.Signed(SignedEnvelope envelope) -> envelope;
        case SessionReply.Refused(String reason) ->
            throw new ClientException.DaemonRefused(
                session.options().daemon(), session.options().device(), reason, services);
      };
    } catch (ProtocolException e) {
      throw new ClientException.AnswerInvalid(ANSWER, session.options().daemon(), e);
    }
  }

  private SessionAnswer verified(SignedEnvelope answer, RsaPublicKey daemonKey) {
    try {
      SessionAnswer checked = SessionAnswer.from(answer.verified(daemonKey));
      if (!checked.sessionId().equals(session.sessionId())) {
        throw new ClientException.AnswerInvalid(
            ANSWER, session.options().daemon(), "it is about another session");
      }
      return checked;
    } catch (ProtocolException e) {
      throw new ClientException.AnswerInvalid(ANSWER, session.options().daemon(), e);
    }
  }

  @Override
  public void close() {
    answers.close();
  }
}
