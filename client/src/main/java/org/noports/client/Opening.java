package org.noports.client;

import static java.util.Objects.requireNonNull;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.noports.atclient.ClientClosed;
import org.noports.protocol.crypto.RsaPublicKey;
import org.noports.protocol.envelope.SignedEnvelope;
import org.noports.protocol.envelope.SigningKeyUri;
import org.noports.protocol.session.Feature;
import org.noports.protocol.session.PingAnswer;
import org.noports.tunnel.rendezvous.CipherWarmUp;
import org.noports.tunnel.rendezvous.EarlyDial;
import org.noports.tunnel.rendezvous.StreamKeys;

/**
 * The steps that every session opens with, whatever it carries (sessions.md 1.2): the questions to
 * daemon and relay at once, what their answers come to, and the request for the session. The
 * methods are called in their order, by one thread, once; each step has its own deadline and its
 * own failure. Closing it ends the listening for answers.
 */
final class Opening implements AutoCloseable {
  /** Most daemons answer within a tenth of that. */
  private static final Duration HINT_AFTER = Duration.ofSeconds(4);

  private final SessionContext session;
  private final Progress progress;
  private final Background background;
  private final FeatureCheck featureCheck;
  private final RelayRequest relayRequest;
  private final SessionRequest sessionRequest;
  private final KeyMaking keyMaking;
  private final Future<@Nullable SigningKeyUri> signingKey;

  /** What the daemon is asked before the session; null when it is not. */
  private @Nullable Ping ping;

  /** The question on its way, and its answer. */
  private record Ping(Future<?> sent, Future<PingAnswer> answer) {}

  /** What the daemon's answer is checked with; looked up while answers are waited for. */
  private @Nullable Future<RsaPublicKey> daemonKey;

  /** Made while answers are waited for. */
  private @Nullable Future<SecretExchange> keyPair;

  /** What daemon, relay and user agree on. */
  record Agreement(RelayPorts ports, PingAnswer daemon, Terms terms, RelayProof proof) {}

  /** The daemon's answer, checked, and what protects the session. */
  record Granted(SignedEnvelope answer, StreamKeys keys) {}

  /** How the session is asked for. */
  @FunctionalInterface
  interface Asking {
    void send(SessionRequest request, Agreement agreed, SecretExchange exchange);
  }

  /** Listens for the answers before anything is asked. */
  Opening(SessionContext session, Progress progress, SecureRandom random) {
    this.session = session;
    NptOptions options = session.options();
    session.edge().expectMessagesTo(List.of(options.daemon(), options.relay()));
    this.progress = progress;
    this.background = new Background("session " + session.sessionId());
    this.featureCheck = FeatureCheck.listen(session);
    this.relayRequest = RelayRequest.listen(session);
    this.sessionRequest = SessionRequest.listen(session);
    this.keyMaking = KeyMaking.begin(options, background, random);
    this.signingKey = background.start(() -> RelayProof.publish(session));
  }

  /** Waits until answers will arrive. */
  void awaitMonitoring() throws InterruptedException {
    session.edge().awaitMonitoring(session.deadlines().monitor());
  }

  /** Work beside the steps, whose result or failure matters later. */
  <T extends @Nullable Object> Future<T> beside(Callable<T> work) {
    return background.start(work);
  }

  /** Asks the daemon what it can do; its answer is waited for in {@link #agree}. */
  void askDaemon() {
    progress.reached(Step.FEATURE_CHECK_SENT);
    ping =
        new Ping(
            background.start(Executors.callable(featureCheck::send)),
            background.start(featureCheck::awaitAnswer));
  }

  /** Returns when both questions are on their way. */
  void askRelay() throws InterruptedException {
    progress.reached(Step.RELAY_ASKED);
    relayRequest.send();
    Ping asked = ping;
    if (asked != null) {
      Background.result(asked.sent());
    }
    daemonKey = background.start(() -> session.edge().publicKeyOf(session.options().daemon()));
    keyPair =
        background.start(() ->
            keyMaking.pairFor(
                asked == null ? FeatureCheck.UNASKED : Background.result(asked.answer())));
  }

  /**
   * Waits for both answers.
   *
   * @param required what the session cannot do without, and what to do when the daemon lacks it
   */
  Agreement agree(Map<Feature, String> required) throws InterruptedException {
    RelayPorts ports = relayPorts();
    progress.reached(Step.RELAY_ANSWERED);
    PingAnswer daemon = FeatureCheck.UNASKED;
    if (ping != null) {
      progress.reached(Step.FEATURE_CHECK_AWAITED);
      daemon = patiently(ping.answer());
      progress.reached(Step.FEATURE_CHECK_ANSWERED);
    }
    NptOptions options = session.options();
    Terms terms = Terms.agree(options, required, daemon);
    RelayProof proof = RelayProof.agree(options, daemon, ports, Background.result(signingKey));
    if (ping != null) {
      progress.reached(Step.FEATURES_SUPPORTED);
    }
    return new Agreement(ports, daemon, terms, proof);
  }

  /**
   * A daemon that refuses ends the waiting: the relay may be silent, and that is not the reason.
   */
  private RelayPorts relayPorts() throws InterruptedException {
    return ping == null
        ? relayRequest.awaitAnswer()
        : background.resultUnless(
            ClientException.NotAuthorized.class,
            ping.answer(),
            background.start(relayRequest::awaitAnswer));
  }

  /** Says after a while what the silence may mean, and goes on waiting. */
  private PingAnswer patiently(Future<PingAnswer> answer) throws InterruptedException {
    if (!Background.isDone(answer, HINT_AFTER)) {
      NptOptions options = session.options();
      progress.reached(
          Step.FEATURE_CHECK_LATE,
          Step.FEATURE_CHECK_LATE.text()
              + ": "
              + featureCheck.silence().text(options.daemon(), session.client()));
    }
    return Background.result(answer);
  }

  /** Asks the daemon for the session and checks its answer. */
  Granted request(Agreement agreed, Asking asking) throws InterruptedException {
    background.aside(() -> relayRequest.tellAuthModes(agreed.ports(), agreed.proof()));
    SecretExchange exchange = Background.result(requireNonNull(keyPair, "the relay was not asked"));
    Future<RsaPublicKey> key = requireNonNull(daemonKey, "the relay was not asked");
    progress.reached(Step.SESSION_REQUESTED);
    asking.send(sessionRequest, agreed, exchange);
    progress.reached(Step.SESSION_ANSWER_AWAITED);
    if (agreed.terms().aead()) {
      // Now there is nothing to do but wait: the session's first bytes find the ciphers warm.
      CipherWarmUp.begin();
    }
    SignedEnvelope answer = sessionRequest.awaitAnswer(agreed.daemon().allowedServices());
    progress.reached(Step.SESSION_ANSWERED);
    return new Granted(
        answer, sessionRequest.keys(answer, Background.result(key), agreed.terms(), exchange));
  }

  /**
   * Hears what the daemon says against a session it has granted too early to know; that ends the
   * session's connection, and stands in the result then.
   */
  AtomicReference<ClientException.@Nullable DaemonRefused> hearRefusal(
      Agreement agreed, EarlyDial early) {
    AtomicReference<ClientException.@Nullable DaemonRefused> heard = new AtomicReference<>();
    background.aside(() -> {
      try {
        sessionRequest.awaitRefusal(agreed.daemon().allowedServices());
      } catch (ClientException.DaemonRefused e) {
        heard.set(e);
        early.abandon("the daemon could not begin the session");
      } catch (ClientClosed e) {
        // The session stands, or is given up.
      }
    });
    return heard;
  }

  @Override
  public void close() {
    background.close();
    featureCheck.close();
    relayRequest.close();
    sessionRequest.close();
  }
}
