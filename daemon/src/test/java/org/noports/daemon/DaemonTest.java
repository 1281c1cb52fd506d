package org.noports.daemon;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.noports.fixtures.ListeningRelay;
import org.noports.protocol.envelope.SignedEnvelope;
import org.noports.protocol.json.JsonObject;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.name.DeviceName;
import org.noports.protocol.name.SessionId;
import org.noports.protocol.relay.PayloadAuthLine;
import org.noports.protocol.session.Feature;
import org.noports.protocol.session.NptRequest;
import org.noports.protocol.session.PermitOpen;
import org.noports.protocol.session.PingAnswer;
import org.noports.protocol.session.ServiceAddress;
import org.noports.protocol.session.SessionAnswer;
import org.noports.protocol.session.SessionKeys;

class DaemonTest {
  private static final AtSign ALICE = AtSign.of("@alice");
  private static final AtSign CAROL = AtSign.of("@carol");
  private static final AtSign BOB = AtSign.of("@bob");
  private static final DeviceName DEVICE = DeviceName.of("box");
  private static final ServiceAddress WEB = ServiceAddress.of("localhost", 8080);
  private static final Duration SILENCE = Duration.ofMillis(300);

  private final PostOffice office = new PostOffice();
  private final PostOffice.Edge edge = office.edge(BOB);
  private ScriptedClient alice;
  private ListeningRelay relay;
  private Daemon daemon;

  @BeforeEach
  void start() throws IOException, InterruptedException {
    alice = new ScriptedClient(office, ALICE, BOB, DEVICE);
    relay = new ListeningRelay();
    daemon = start(config(DaemonLimits.DEFAULT));
  }

  @AfterEach
  void stop() throws IOException {
    daemon.close();
    relay.close();
    alice.close();
  }

  private Daemon start(DaemonConfig config) throws InterruptedException {
    return Daemon.start(config, edge, (InstantSource) () -> office.now, ScriptedClient.RANDOM);
  }

  private static DaemonConfig config(DaemonLimits limits) {
    return DaemonConfig.builder(DEVICE, List.of(ALICE))
        .permitOpen(PermitOpen.parse("localhost:8080,localhost:22,metadata.test:80,*:9"))
        .version("1.2.3")
        .userName("dave")
        .limits(limits)
        .build();
  }

  private SessionId newSession() {
    return SessionId.random(ScriptedClient.RANDOM);
  }

  @Test
  void aPingOfAManagerIsAnsweredWithWhatTheDaemonReallySupports() throws InterruptedException {
    alice.ping();
    PingAnswer answer = PingAnswer.parse(alice.answer());
    assertThat(answer.deviceName()).isEqualTo("box");
    assertThat(answer.deviceGroupName()).isEqualTo("__none__");
    assertThat(answer.version()).isEqualTo("1.2.3");
    assertThat(answer.npCpVersion()).isEqualTo("1.5.0");
    assertThat(answer.authModes()).containsExactly("payload", "escr");
    assertThat(answer.publicSigningKeyUri()).isEqualTo("public:_apsk.primary.a.__e@bob");
    assertThat(answer.allowedServices())
        .containsExactly("localhost:8080", "localhost:22", "metadata.test:80", "*:9");
    assertThat(answer.features())
        .containsExactlyInAnyOrder(
            Feature.SR_AUTH,
            Feature.SR_E2EE,
            Feature.SUPPORTS_PORT_CHOICE,
            Feature.ADJUSTABLE_TIMEOUT,
            Feature.CONTROL_CHANNEL_HEARTBEATS,
            Feature.SUPPORTS_RAM_ESCR,
            Feature.TWIN_KEYS,
            Feature.AEAD_STREAMS,
            Feature.HYBRID_KEYS,
            Feature.OPEN_TARGETS,
            Feature.UDP,
            Feature.PREPARED_CONNECTIONS);
  }

  @Test
  void afterAReconnectTheDaemonPromisesChallengesOnlyIfItsSigningKeyIsPublished()
      throws InterruptedException {
    edge.mayNotPublish = true;
    edge.onReconnect.run();
    await().until(() -> !answersChallenges());
    edge.mayNotPublish = false;
    edge.onReconnect.run();
    await().until(this::answersChallenges);
  }

  private boolean answersChallenges() throws InterruptedException {
    alice.ping();
    PingAnswer answer = PingAnswer.parse(alice.answer());
    boolean challenges = answer.supports(Feature.SUPPORTS_RAM_ESCR);
    assertThat(requireNonNull(answer.authModes()).contains("escr")).isEqualTo(challenges);
    assertThat(answer.publicSigningKeyUri() != null).isEqualTo(challenges);
    return challenges;
  }

  @Test
  void whoIsNotAManagerIsToldSoAndNothingElse() throws InterruptedException {
    try (ScriptedClient carol = new ScriptedClient(office, CAROL, BOB, DEVICE)) {
      carol.ping();
      assertThat(carol.refusal()).isEqualTo("@carol is not in --managers list");
      carol.send(carol.request(newSession(), relay.port(), WEB));
      assertThat(carol.refusal()).isEqualTo("@carol is not in --managers list");
      assertThat(carol.answer(SILENCE)).isNull();
      assertThat(relay.connections).isEmpty();
    }
  }

  @Test
  void aHiddenDaemonIsSilentToWhoIsNotAManager() throws InterruptedException {
    daemon.close();
    daemon = start(DaemonConfig.builder(DEVICE, List.of(ALICE)).hide(true).build());
    try (ScriptedClient carol = new ScriptedClient(office, CAROL, BOB, DEVICE)) {
      carol.ping();
      carol.send(carol.request(newSession(), relay.port(), WEB));
      assertThat(carol.answer(SILENCE)).isNull();
    }
  }

  @Test
  void messagesForAnotherDeviceWhoseNameEndsAlikeAreNotOurs() throws InterruptedException {
    try (ScriptedClient other = new ScriptedClient(office, ALICE, BOB, DeviceName.of("my-box"))) {
      other.ping();
      other.send(other.request(newSession(), relay.port(), WEB));
      assertThat(other.answer(SILENCE)).isNull();
    }
  }

  @Test
  void aSessionIsAnsweredSignedWithKeysAfterItsControlConnectionIsUp() throws Exception {
    NptRequest request = alice.request(newSession(), relay.port(), WEB);
    alice.send(request);
    String answer = alice.answer();
    Socket control = relay.next();

    SessionAnswer connected =
        SessionAnswer.from(SignedEnvelope.parse(answer).verified(PostOffice.keys(BOB).publicKey()));
    assertThat(connected.sessionId()).isEqualTo(request.sessionId());
    SessionKeys keys =
        requireNonNull(connected.keys()).unwrap(ScriptedClient.EPHEMERAL.privateKey());
    assertThat(keys.twin()).isTrue();
    assertThat(
            PayloadAuthLine.verify(
                ListeningRelay.firstLine(control),
                request.sessionId(),
                requireNonNull(request.rendezvous().clientNonce()),
                requireNonNull(request.rendezvous().rvdNonce()),
                PostOffice.keys(BOB).publicKey()))
        .isTrue();
    assertThat(daemon.sessions()).isEqualTo(1);
  }

  @Test
  void closingTheControlConnectionEndsTheSession() throws Exception {
    alice.send(alice.request(newSession(), relay.port(), WEB));
    alice.answer();
    assertThat(daemon.sessions()).isEqualTo(1);
    relay.next().close();
    await().atMost(Duration.ofSeconds(30)).until(() -> daemon.sessions() == 0);
  }

  @Test
  void fiftySessionsInARowLeaveNothingBehind() throws Exception {
    for (int i = 0; i < 50; i++) {
      alice.send(alice.request(newSession(), relay.port(), WEB));
      assertThat(alice.answer()).startsWith("{");
      relay.next().close();
    }
    await().atMost(Duration.ofSeconds(30)).until(() -> daemon.sessions() == 0);
  }

  @Test
  void aPortThatIsNotPermittedIsRefusedWithTheList() throws InterruptedException {
    alice.send(alice.request(newSession(), relay.port(), ServiceAddress.of("localhost", 8081)));
    assertThat(alice.answer())
        .isEqualTo(
            "Connection to localhost:8081 denied based on daemon --permit-open"
                + " [localhost:8080, localhost:22, metadata.test:80, *:9]");
    assertThat(relay.connections).isEmpty();
  }

  @Test
  void anAddressOfTheMachineItselfOrOfTheCloudMustBeListedLiterally() throws InterruptedException {
    for (String host : List.of("169.254.169.254", "0.0.0.0", "fe80::1", "fd00:ec2::254")) {
      alice.send(alice.request(newSession(), relay.port(), ServiceAddress.of(host, 9)));
      assertThat(alice.answer())
          .startsWith("Connection to " + host + ":9 denied based on daemon --permit-open");
    }
  }

  @Test
  void aRelayThatIsOffIsToldToTheClient() throws Exception {
    int port = relay.port();
    relay.stopListening();
    alice.send(alice.request(newSession(), port, WEB));
    assertThat(alice.answer())
        .startsWith("Failed to start up the daemon side of the relay socket tunnel : ");
    assertThat(daemon.sessions()).isZero();
  }

  @Test
  void neitherAuthenticatedNorEncryptedIsRefused() throws InterruptedException {
    alice.send(
        new NptRequest(
            newSession(),
            "127.0.0.1",
            relay.port(),
            WEB,
            ScriptedClient.rendezvous(false, false),
            Duration.ofSeconds(30)));
    assertThat(alice.answer()).contains("neither authenticated to the relay nor encrypted");
  }

  @Test
  void anUnencryptedSessionThatAuthenticatesIsServedWithoutKeys() throws Exception {
    alice.send(
        new NptRequest(
            newSession(),
            "127.0.0.1",
            relay.port(),
            WEB,
            ScriptedClient.rendezvous(true, false),
            Duration.ofSeconds(30)));
    JsonObject payload = SignedEnvelope.parse(alice.answer()).payload();
    assertThat(SessionAnswer.from(payload).keys()).isNull();
  }

  @Test
  void moreSessionsThanAllowedAreRefusedAndAPlaceComesBack() throws Exception {
    daemon.close();
    daemon = start(config(new DaemonLimits(16, 16, 16, 2, 1, 1)));
    alice.send(alice.request(newSession(), relay.port(), WEB));
    assertThat(alice.answer()).startsWith("{");
    alice.send(alice.request(newSession(), relay.port(), WEB));
    assertThat(alice.answer()).contains("@alice has 1 sessions open on this daemon");
    relay.next().close();
    await().atMost(Duration.ofSeconds(30)).until(() -> daemon.sessions() == 0);
    alice.send(alice.request(newSession(), relay.port(), WEB));
    assertThat(alice.answer()).startsWith("{");
  }

  @Test
  void deviceRecordsAreSharedWithEachManager() {
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> office.records.containsKey("@alice:device_info.box.sshnp@bob"));
    assertThat(office.records).containsEntry("@alice:username.box.sshnp@bob", "dave");
    assertThat(
            PingAnswer.parse(requireNonNull(office.records.get("@alice:device_info.box.sshnp@bob")))
                .version())
        .isEqualTo("1.2.3");
  }

  @Test
  void aHiddenDaemonDeletesItsRecordsAndStillAnswersPings() throws InterruptedException {
    daemon.close();
    office.records.put("@alice:username.box.sshnp@bob", "dave");
    daemon = start(DaemonConfig.builder(DEVICE, List.of(ALICE)).hide(true).build());
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> !office.records.containsKey("@alice:username.box.sshnp@bob"));
    alice.ping();
    assertThat(alice.answer()).startsWith("{");
  }
}
