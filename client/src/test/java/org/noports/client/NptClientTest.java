package org.noports.client;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.noports.client.Scripts.ALICE;
import static org.noports.client.Scripts.BOB;
import static org.noports.client.Scripts.DEVICE;
import static org.noports.client.Scripts.MALLORY;
import static org.noports.client.Scripts.NEW_FEATURES;
import static org.noports.client.Scripts.RANDOM;
import static org.noports.client.Scripts.RELAY;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.noports.fixtures.ListeningRelay;
import org.noports.protocol.envelope.SignedEnvelope;
import org.noports.protocol.json.Json;
import org.noports.protocol.json.JsonObject;
import org.noports.protocol.name.SessionId;
import org.noports.protocol.relay.AuthMode;
import org.noports.protocol.session.Feature;
import org.noports.protocol.session.MessageName;
import org.noports.protocol.session.ServiceAddress;
import org.noports.protocol.session.SessionAnswer;
import org.noports.tunnel.rendezvous.EndReason;

class NptClientTest {
  private static final ServiceAddress WEB = ServiceAddress.of("localhost", 8080);
  static final Deadlines SHORT =
      new Deadlines(
          Duration.ofSeconds(5),
          Duration.ofSeconds(1),
          Duration.ofSeconds(1),
          Duration.ofSeconds(1),
          Duration.ofSeconds(1));

  private final PostOffice office = new PostOffice();
  private final PostOffice.Edge alice = office.edge(ALICE);
  private final List<ReachedStep> steps = new ArrayList<>();
  private ListeningRelay port;
  private Party relay;
  private Party daemon;

  @BeforeEach
  void start() throws IOException {
    port = new ListeningRelay();
    relay =
        new Party(
            office,
            RELAY,
            Scripts.relay(id -> Scripts.ports(port.port(), false).toJson().canonical()));
    daemon = new Party(office, BOB, Scripts.daemon(Scripts.ping(NEW_FEATURES), Scripts::connected));
  }

  @AfterEach
  void stop() throws IOException {
    daemon.close();
    relay.close();
    port.close();
  }

  private static NptOptions.Builder options() {
    return NptOptions.builder(BOB, DEVICE, RELAY, WEB).daemonPingTimeout(Duration.ofSeconds(1));
  }

  private OpenSession connect(NptOptions.Builder options) throws InterruptedException {
    return NptClient.connect(
        options.build(), alice, SHORT, steps::add, InstantSource.system(), RANDOM);
  }

  private ThrowingCallable connecting(NptOptions.Builder options) {
    return () -> connect(options).close();
  }

  @Test
  void theStepsAreReportedInTheSpecifiedOrderWithTheirTimes() throws Exception {
    try (OpenSession session = connect(options())) {
      assertThat(steps)
          .extracting(ReachedStep::step)
          .containsExactlyElementsOf(
              EnumSet.complementOf(
                  EnumSet.of(
                      Step.RELAYS_ASKED,
                      Step.RELAY_CHOSEN,
                      Step.RELAY_FAILED,
                      Step.FEATURE_CHECK_LATE,
                      Step.REMOTE_USER_ASKED,
                      Step.PUBLIC_KEY_SHARED)));
      assertThat(steps.getFirst().text()).isEqualTo("Sending daemon feature check request");
      assertThat(steps.getLast().text())
          .isEqualTo("npt is listening on localhost:" + session.localPort());
      assertThat(steps.getLast().took()).isPositive();
    }
  }

  @Test
  void theMessagesAreTheFullNewOnes() throws Exception {
    connect(options()).close();
    JsonObject ports = Json.parseObject(requireNonNull(relay.valueOf("box.request_ports")));
    assertThat(ports.members().keySet())
        .containsExactly(
            "sessionId",
            "atSignA",
            "atSignB",
            "authenticateSocketA",
            "authenticateSocketB",
            "clientNonce",
            "relayAuthMode",
            "relayAuthAesKey",
            "only443",
            "multipleAcksOk",
            "preFetch",
            "sendJsonResponse");
    assertThat(daemon.valueOf("ping.box")).isEqualTo("ping");
    JsonObject request =
        SignedEnvelope.parse(requireNonNull(daemon.valueOf("npt_request.box")))
            .verified(PostOffice.keys(ALICE).publicKey());
    assertThat(request.members().keySet())
        .containsExactly(
            "sessionId",
            "rvdHost",
            "rvdPort",
            "requestedPort",
            "requestedHost",
            "authenticateToRvd",
            "relayAuthMode",
            "relayAuthAesKey",
            "clientNonce",
            "rvdNonce",
            "encryptRvdTraffic",
            "clientEphemeralPK",
            "clientEphemeralPKType",
            "timeout",
            "twinKeys",
            "relayAtsign",
            "clientFeatures");
    assertThat(request.canonical())
        .contains("\"relayAuthMode\":\"payload\"", "\"timeout\":30000", "\"twinKeys\":true");
    assertThat(relay.valueOf("box.auth_modes")).isNull();
  }

  @Test
  void aRelayThatDetectsIsToldTheModesBeforeTheSessionIsRequested() throws Exception {
    relay.become(Scripts.relay(id -> Scripts.ports(port.port(), true).toJson().canonical()));
    connect(options().relayAuth(RelayAuth.explicitly(AuthMode.PAYLOAD))).close();
    assertThat(requireNonNull(relay.valueOf("box.auth_modes")))
        .contains("\"sideA\":\"payload\",\"sideB\":\"payload\"");
  }

  @Test
  void aCsvAnswerOfAnOldRelayWillDo() throws Exception {
    relay.become(Scripts.relay(id -> Scripts.ports(port.port(), false).toCsv()));
    try (OpenSession session = connect(options())) {
      assertThat(session.localPort()).isPositive();
      assertThat(port.next().isConnected()).isTrue();
    }
  }

  @Test
  void aDaemonThatIsOffOrDoesNotKnowUsIsToldApartFromARelayThatIsOff() {
    daemon.become(Scripts.SILENT);
    assertThatThrownBy(connecting(options()))
        .isInstanceOf(ClientException.DaemonSilent.class)
        .hasMessageStartingWith("Daemon feature check timed out")
        .hasMessageContaining("device box of @bob")
        .hasMessageContaining("managers");
    relay.become(Scripts.SILENT);
    assertThatThrownBy(connecting(options()))
        .isInstanceOf(ClientException.RelaySilent.class)
        .hasMessageStartingWith("Connection timeout to srvd @relay service");
  }

  @Test
  void aDaemonThatFallsSilentAfterTheFeatureCheckHasAMessageOfItsOwn() {
    daemon.become(Scripts.daemon(Scripts.ping(NEW_FEATURES), (request, me) -> null));
    assertThatThrownBy(connecting(options()))
        .isInstanceOf(ClientException.SessionUnanswered.class)
        .hasMessageStartingWith("No response from the device daemon");
  }

  @Test
  void aRefusalOfTheDaemonIsShownOnOneHarmlessLine() {
    daemon.become(
        Scripts.daemon(
            Scripts.ping(NEW_FEATURES),
            (request, me) -> "Connection to localhost:8080 denied\n\u001b[31m based on"));
    assertThatThrownBy(connecting(options()))
        .isInstanceOfSatisfying(
            ClientException.DaemonRefused.class,
            e ->
                assertThat(e.reason())
                    .isEqualTo("Connection to localhost:8080 denied\\u{a}\\u{1b}[31m based on"))
        .hasMessageStartingWith("Error response from device daemon: Connection to");
  }

  @Test
  void missingFeaturesAreNamedInTheOrderOfTheFlags() {
    for (Feature feature :
        List.of(Feature.SR_AUTH, Feature.SR_E2EE, Feature.SUPPORTS_PORT_CHOICE)) {
      Set<Feature> without = EnumSet.copyOf(NEW_FEATURES);
      without.remove(feature);
      daemon.become(Scripts.daemon(Scripts.ping(without), Scripts::connected));
      assertThatThrownBy(connecting(options()))
          .isInstanceOf(ClientException.FeatureMissing.class)
          .hasMessageStartingWith("This device daemon does not " + feature.lack());
    }
    daemon.become(Scripts.daemon(Scripts.VERSION_4_PING, Scripts::connected));
    assertThatThrownBy(connecting(options()))
        .hasMessageStartingWith(
            "This device daemon does not authenticate to the socket rendezvous");
  }

  @Test
  void theCDaemonServesTheDefaultTimeoutOnly() throws Exception {
    daemon.become(Scripts.daemon(Scripts.C_PING, Scripts::connected));
    assertThatThrownBy(connecting(options().timeout(Duration.ofHours(1))))
        .isInstanceOf(ClientException.FeatureMissing.class)
        .hasMessageStartingWith(
            "This device daemon does not support the 'timeout' value in npt session requests");
    connect(options().allowLegacyCrypto(true)).close();
  }

  @Test
  void anOldDaemonNeedsConsentToOneKeyUnlessTheServiceProtectsItself() throws Exception {
    daemon.become(Scripts.daemon(Scripts.OLD_DART_PING, Scripts::connected));
    assertThatThrownBy(connecting(options()))
        .isInstanceOf(ClientException.EncryptionTooWeak.class)
        .hasMessageContaining("--allow-legacy-crypto");
    connect(options().allowLegacyCrypto(true)).close();
    connect(
            NptOptions.builder(BOB, DEVICE, RELAY, ServiceAddress.of("localhost", 22))
                .daemonPingTimeout(Duration.ofSeconds(1)))
        .close();
    assertThat(requireNonNull(daemon.valueOf("npt_request"))).contains("\"twinKeys\":false");
  }

  @Test
  void aForgedAnswerIsNotTrusted() {
    answering((request, me) ->
        Scripts.signed(request, PostOffice.keys(MALLORY).privateKey(), UnaryOperator.identity()));
    assertNotTrusted("the signature is not the sender's");
  }

  @Test
  void anAlteredAnswerIsNotTrusted() {
    answering((request, me) ->
        Scripts.connected(request, me).replace("\"aesKeyC2D\":\"", "\"aesKeyC2D\":\"A"));
    assertNotTrusted("the signature is not the sender's");
  }

  @Test
  void anAnswerAboutAnotherSessionIsNotTrusted() {
    answering((request, me) ->
        Scripts.signed(
            request,
            me.edge.signingKey(),
            Scripts.replacing(request.sessionId().text(), SessionId.random(RANDOM).text())));
    assertNotTrusted("it is about another session");
  }

  @Test
  void anotherStatusThanConnectedIsNotTrusted() {
    answering((request, me) ->
        Scripts.signed(
            request, me.edge.signingKey(), Scripts.replacing("\"connected\"", "\"perhaps\"")));
    assertNotTrusted("status");
  }

  @Test
  void tamperedKeysAreNotUsed() {
    answering((request, me) ->
        Scripts.signed(
            request,
            me.edge.signingKey(),
            Scripts.replacing("\"aesKeyD2C\":\"[^\"]{8}", "\"aesKeyD2C\":\"AAAAAAAA")));
    assertThatThrownBy(connecting(options())).isInstanceOf(ClientException.AnswerInvalid.class);
    port.assertNothingBegun();
  }

  @Test
  void anAnswerWithoutKeysIsTooWeakWhenEncryptionWasAskedFor() {
    answering((request, me) ->
        SignedEnvelope.sign(
                Json.parseObject(
                    "{\"status\":\"connected\",\"sessionId\":\""
                        + request.sessionId()
                        + "\",\"sessionAESKey\":null,\"sessionIV\":null}"),
                me.edge.signingKey())
            .text());
    assertThatThrownBy(connecting(options()))
        .isInstanceOf(ClientException.EncryptionTooWeak.class)
        .hasMessageContaining("did not encrypt");
    port.assertNothingBegun();
  }

  @Test
  void oneKeyIsTooWeakWhenTwoWereAskedFor() {
    answering((request, me) ->
        SignedEnvelope.sign(
                SessionAnswer.connected(request.sessionId(), Scripts.wrapped(request, false))
                    .toJson(),
                me.edge.signingKey())
            .text());
    assertThatThrownBy(connecting(options()))
        .isInstanceOf(ClientException.EncryptionTooWeak.class)
        .hasMessageContaining("one key");
  }

  @Test
  void answersOfAnotherAtSignAreIgnored() throws Exception {
    try (Party mallory = new Party(office, MALLORY, Scripts.SILENT)) {
      daemon.become((message, value, me) -> {
        mallory.send(MessageName.pingAnswer(ALICE, DEVICE, BOB), "garbage");
        Scripts.daemon(Scripts.ping(NEW_FEATURES), Scripts::connected).received(message, value, me);
      });
      relay.become((message, value, me) -> {
        if (message.key().name().contains("request_ports")) {
          SessionId id = SessionId.of(Json.parseObject(value).string("sessionId"));
          mallory.send(MessageName.portAnswer(ALICE, id, RELAY), "evil.example,1,2,x");
        }
        Scripts.relay(id -> Scripts.ports(port.port(), false).toJson().canonical())
            .received(message, value, me);
      });
      connect(options()).close();
    }
  }

  @Test
  void garbageOfTheRelayIsNotTrusted() {
    for (String garbage : List.of("", "{}", "host,0,1,x", "h,1,2")) {
      relay.become(Scripts.relay(id -> garbage));
      assertThatThrownBy(connecting(options()))
          .isInstanceOf(ClientException.AnswerInvalid.class)
          .hasMessageContaining("@relay");
    }
  }

  @Test
  void aRelayPortThatIsClosedIsNamed() throws Exception {
    int closed = port.port();
    port.close();
    relay.become(Scripts.relay(id -> Scripts.ports(closed, false).toJson().canonical()));
    assertThatThrownBy(connecting(options()))
        .isInstanceOf(ClientException.RelayUnreachable.class)
        .hasMessageContaining("127.0.0.1:" + closed);
  }

  @Test
  void aBusyLocalPortIsToldBeforeAnybodyIsAsked() throws Exception {
    try (ServerSocket busy = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      assertThatThrownBy(connecting(options().local(LocalBinding.loopback(busy.getLocalPort()))))
          .isInstanceOf(ClientException.LocalPortTaken.class)
          .hasMessageContaining("localhost:" + busy.getLocalPort())
          .hasMessageContaining("--local-port");
    }
    assertThat(daemon.received).isEmpty();
    assertThat(relay.received).isEmpty();
  }

  @Test
  void theLocalPortListensOnBothLoopbackAddressesAndIsFreeAfterTheEnd() throws Exception {
    int local;
    try (OpenSession session = connect(options())) {
      local = session.localPort();
      for (String address : List.of("127.0.0.1", "::1")) {
        try (Socket socket = new Socket(InetAddress.getByName(address), local)) {
          assertThat(socket.isConnected()).isTrue();
        }
      }
    }
    new ServerSocket(local, 1, InetAddress.ofLiteral("127.0.0.1")).close();
  }

  @Test
  void theEndOfTheControlConnectionEndsTheSession() throws Exception {
    try (OpenSession session = connect(options())) {
      port.next().close();
      assertThat(requireNonNull(session.await(Duration.ofSeconds(10))).reason())
          .isEqualTo(EndReason.PEER_CLOSED);
    }
  }

  @Test
  void aFailedAttemptLeavesNoSubscriptionAndNoPort() {
    int before = office.subscriptions();
    daemon.become(Scripts.SILENT);
    assertThatThrownBy(connecting(options())).isInstanceOf(ClientException.class);
    assertThat(office.subscriptions()).isEqualTo(before);
  }

  private void answering(Scripts.Answering answering) {
    daemon.become(Scripts.daemon(Scripts.ping(NEW_FEATURES), answering));
  }

  private void assertNotTrusted(String why) {
    assertThatThrownBy(connecting(options()))
        .isInstanceOf(ClientException.AnswerInvalid.class)
        .hasMessageContaining("@bob")
        .hasMessageContaining(why);
    port.assertNothingBegun();
  }
}
