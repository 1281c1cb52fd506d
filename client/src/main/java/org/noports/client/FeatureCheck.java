package org.noports.client;

import java.time.Duration;
import java.util.List;
import org.noports.atclient.NotifyOptions;
import org.noports.protocol.ProtocolException;
import org.noports.protocol.session.MessageName;
import org.noports.protocol.session.PingAnswer;

/** The ping: is the daemon there, and what can it do (sessions.md 1.2 #1 and #2, 1.3). */
final class FeatureCheck implements AutoCloseable {
  /** Of a daemon that nothing is needed of, and that is not asked therefore. */
  static final PingAnswer UNASKED =
      new PingAnswer("", null, null, null, null, null, List.of(), null, null);

  private final SessionContext session;
  private final Answers answers;

  private FeatureCheck(SessionContext session, Answers answers) {
    this.session = session;
    this.answers = answers;
  }

  static FeatureCheck listen(SessionContext session) {
    NptOptions options = session.options();
    String name =
        MessageName.pingAnswer(session.client(), options.device(), options.daemon()).name();
    return new FeatureCheck(
        session, Answers.listen(session.edge(), options.daemon(), name, refusal(session)));
  }

  private static String refusal(SessionContext session) {
    NptOptions options = session.options();
    return MessageName.refusal(session.client(), options.device(), options.daemon()).name();
  }

  void send() {
    NptOptions options = session.options();
    session.send(
        "feature check request",
        options.daemon(),
        MessageName.ping(options.daemon(), options.device(), session.client()),
        "ping",
        NotifyOptions.DEFAULT);
  }

  PingAnswer awaitAnswer() throws InterruptedException {
    NptOptions options = session.options();
    Duration limit = options.daemonPingTimeout();
    PingAnswer answer = answers.await(limit, this::read);
    if (answer == null) {
      throw new ClientException.DaemonSilent(
          options.daemon(), options.device(), session.client(), limit, silence());
    }
    return answer;
  }

  /** What the records say of a device that has not answered yet. */
  Silence silence() {
    return Silence.of(session.options().daemon(), session.options().device(), session.edge());
  }

  private PingAnswer read(Answers.Answer answer) {
    if (answer.name().equals(refusal(session))) {
      throw new ClientException.NotAuthorized(
          session.options().daemon(), session.options().device(), session.client(), answer.text());
    }
    try {
      return PingAnswer.parse(answer.text());
    } catch (ProtocolException e) {
      throw new ClientException.AnswerInvalid(
          "answer to the feature check", session.options().daemon(), e);
    }
  }

  @Override
  public void close() {
    answers.close();
  }
}
