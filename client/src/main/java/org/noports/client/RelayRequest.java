package org.noports.client;

import java.time.Duration;
import java.util.List;
import org.noports.atclient.NotifyOptions;
import org.noports.protocol.ProtocolException;
import org.noports.protocol.relay.AuthModesHint;
import org.noports.protocol.relay.Nonce;
import org.noports.protocol.relay.PortAnswer;
import org.noports.protocol.relay.PortRequest;
import org.noports.protocol.session.MessageName;

/**
 * Asks the relay for the two ports of the session (sessions.md 1.2 #3 to #5, 1.4, 1.5). The first
 * answer wins: several relay processes may share one atSign.
 */
final class RelayRequest implements AutoCloseable {
  /** The key may stay a little, the notification a minute. */
  static final NotifyOptions SHORT_LIVED = NotifyOptions.DEFAULT.withTtl(Duration.ofSeconds(10));

  /** After a refusal, for an answer of another relay process. */
  private static final Duration OTHERS_LIMIT = Duration.ofSeconds(2);

  /** What a relay process says. */
  private sealed interface Reply {}

  private record Ports(RelayPorts ports) implements Reply {}

  private record Refusal(String reason) implements Reply {}

  private final SessionContext session;
  private final Answers answers;

  private RelayRequest(SessionContext session, Answers answers) {
    this.session = session;
    this.answers = answers;
  }

  static RelayRequest listen(SessionContext session) {
    String name =
        MessageName.portAnswer(session.client(), session.sessionId(), session.options().relay())
            .name();
    return new RelayRequest(
        session, Answers.listen(session.edge(), session.options().relay(), name));
  }

  void send() {
    NptOptions options = session.options();
    PortRequest request =
        PortRequest.of(
                session.sessionId(), session.client(), options.daemon(), session.clientNonce())
            .authenticating(session.sides().client(), session.sides().device())
            .by(options.relayAuth().requested(), session.relayAuthKey())
            .only443(options.relayAuth().only443())
            .preFetch(preFetch())
            .build();
    session.send(
        "request for ports",
        options.relay(),
        MessageName.portRequest(options.relay(), options.device(), session.client()),
        request.toJson().canonical(),
        SHORT_LIVED);
  }

  /** What the relay will need to check this client's answers to its challenges. */
  private List<String> preFetch() {
    return session.options().relayAuth().wantsEscr()
        ? List.of(session.edge().signingKeyUri().text())
        : List.of();
  }

  /**
   * A refusal is not the end at once: it may be that of one relay process, which is about to stop
   * or has no room, while another of the same atSign serves.
   */
  RelayPorts awaitAnswer() throws InterruptedException {
    Duration limit = session.deadlines().relay();
    Reply first = answers.await(limit, this::read);
    Reply reply = first;
    if (first instanceof Refusal) {
      Duration others = limit.compareTo(OTHERS_LIMIT) < 0 ? limit : OTHERS_LIMIT;
      Reply other = answers.await(others, answer -> read(answer) instanceof Ports p ? p : null);
      reply = other == null ? first : other;
    }
    return switch (reply) {
      case Ports(RelayPorts ports) -> ports;
      case Refusal(String reason) ->
          throw new ClientException.RelayRefused(session.options().relay(), reason);
      case null ->
          throw new ClientException.RelaySilent(session.options().relay(), session.client(), limit);
    };
  }

  /**
   * Saves a relay that finds out by itself how the sides authenticate the time that takes; a relay
   * that was told must not be told (sessions.md 1.5).
   */
  void tellAuthModes(RelayPorts ports, RelayProof proof) {
    Nonce nonce = ports.rvdNonce();
    if (!ports.autoDetectsRelayAuth() || nonce == null) {
      return;
    }
    NptOptions options = session.options();
    AuthModesHint hint =
        new AuthModesHint(session.sessionId(), nonce, proof.sideA(), proof.sideB());
    session.send(
        "hint on relay authentication",
        options.relay(),
        MessageName.authModes(options.relay(), options.device(), session.client()),
        hint.toJson().canonical(),
        SHORT_LIVED);
  }

  private Reply read(Answers.Answer answer) {
    if (answer.name().startsWith("nack.")) {
      return new Refusal(answer.text());
    }
    try {
      RelayPorts ports = RelayPorts.of(PortAnswer.parse(answer.text(), session.sides().any()));
      if (session.options().relayAuth().only443() && !ports.areOne()) {
        return new Refusal("it knows no sessions through port 443 only, and gave two other ports");
      }
      return new Ports(ports);
    } catch (ProtocolException e) {
      throw new ClientException.AnswerInvalid("answer of the relay", session.options().relay(), e);
    }
  }

  @Override
  public void close() {
    answers.close();
  }
}
