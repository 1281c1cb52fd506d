package org.noports.client;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.noports.client.Scripts.ALICE;
import static org.noports.client.Scripts.BOB;
import static org.noports.client.Scripts.DEVICE;
import static org.noports.client.Scripts.NEW_FEATURES;
import static org.noports.client.Scripts.RELAY;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.noports.protocol.envelope.SignedEnvelope;
import org.noports.protocol.json.Json;
import org.noports.protocol.json.JsonObject;
import org.noports.protocol.relay.AuthMode;
import org.noports.protocol.session.Feature;
import org.noports.protocol.session.ServiceAddress;
import org.noports.tunnel.rendezvous.EndReason;

/** A session from the client's first question to its end, and what hinders it. */
class NptClientTest {
  private ScriptedSystem system;

  @BeforeEach
  void start() throws IOException {
    system = new ScriptedSystem(Scripts.daemon(Scripts.ping(NEW_FEATURES), Scripts::connected));
  }

  @AfterEach
  void stop() throws IOException {
    system.close();
  }

  @Test
  void theStepsAreReportedInTheSpecifiedOrderWithTheirTimes() throws Exception {
    try (OpenSession session = system.connect(ScriptedSystem.options())) {
      assertThat(system.steps)
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
      assertThat(system.steps.getFirst().text()).isEqualTo("Sending daemon feature check request");
      assertThat(system.steps.getLast().text())
          .isEqualTo("npt is listening on localhost:" + session.localPort());
      assertThat(system.steps.getLast().took()).isPositive();
    }
  }

  @Test
  void theMessagesAreTheFullNewOnes() throws Exception {
    system.connect(ScriptedSystem.options()).close();
    JsonObject ports = Json.parseObject(requireNonNull(system.relay.valueOf("box.request_ports")));
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
    assertThat(system.daemon.valueOf("ping.box")).isEqualTo("ping");
    JsonObject request =
        SignedEnvelope.parse(requireNonNull(system.daemon.valueOf("npt_request.box")))
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
    assertThat(system.relay.valueOf("box.auth_modes")).isNull();
  }

  @Test
  void aRelayThatDetectsIsToldTheModesBeforeTheSessionIsRequested() throws Exception {
    system.relay.become(
        Scripts.relay(id -> Scripts.ports(system.port.port(), true).toJson().canonical()));
    system
        .connect(ScriptedSystem.options().relayAuth(RelayAuth.explicitly(AuthMode.PAYLOAD)))
        .close();
    assertThat(requireNonNull(system.relay.valueOf("box.auth_modes")))
        .contains("\"sideA\":\"payload\",\"sideB\":\"payload\"");
  }

  @Test
  void aCsvAnswerOfAnOldRelayWillDo() throws Exception {
    system.relay.become(Scripts.relay(id -> Scripts.ports(system.port.port(), false).toCsv()));
    try (OpenSession session = system.connect(ScriptedSystem.options())) {
      assertThat(session.localPort()).isPositive();
      assertThat(system.port.next().isConnected()).isTrue();
    }
  }

  @Test
  void aDaemonThatIsOffOrDoesNotKnowUsIsToldApartFromARelayThatIsOff() {
    system.daemon.become(Scripts.SILENT);
    assertThatThrownBy(system.connectingBriefly())
        .isInstanceOf(ClientException.DaemonSilent.class)
        .hasMessageStartingWith("Daemon feature check timed out")
        .hasMessageContaining("device box of @bob")
        .hasMessageContaining("managers");
    system.relay.become(Scripts.SILENT);
    assertThatThrownBy(system.connectingBriefly())
        .isInstanceOf(ClientException.RelaySilent.class)
        .hasMessageStartingWith("Connection timeout to srvd @relay service");
  }

  @Test
  void aDaemonThatFallsSilentAfterTheFeatureCheckHasAMessageOfItsOwn() {
    system.daemon.become(Scripts.daemon(Scripts.ping(NEW_FEATURES), (request, me) -> null));
    assertThatThrownBy(system.connectingBriefly())
        .isInstanceOf(ClientException.SessionUnanswered.class)
        .hasMessageStartingWith("No response from the device daemon");
  }

  @Test
  void missingFeaturesAreNamedInTheOrderOfTheFlags() {
    for (Feature feature :
        List.of(Feature.SR_AUTH, Feature.SR_E2EE, Feature.SUPPORTS_PORT_CHOICE)) {
      Set<Feature> without = EnumSet.copyOf(NEW_FEATURES);
      without.remove(feature);
      system.daemon.become(Scripts.daemon(Scripts.ping(without), Scripts::connected));
      assertThatThrownBy(system.connecting(ScriptedSystem.options()))
          .isInstanceOf(ClientException.FeatureMissing.class)
          .hasMessageStartingWith("This device daemon does not " + feature.lack());
    }
    system.daemon.become(Scripts.daemon(Scripts.VERSION_4_PING, Scripts::connected));
    assertThatThrownBy(system.connecting(ScriptedSystem.options()))
        .hasMessageStartingWith(
            "This device daemon does not authenticate to the socket rendezvous");
  }

  @Test
  void theCDaemonServesTheDefaultTimeoutOnly() throws Exception {
    system.daemon.become(Scripts.daemon(Scripts.C_PING, Scripts::connected));
    assertThatThrownBy(system.connecting(ScriptedSystem.options().timeout(Duration.ofHours(1))))
        .isInstanceOf(ClientException.FeatureMissing.class)
        .hasMessageStartingWith(
            "This device daemon does not support the 'timeout' value in npt session requests");
    system.connect(ScriptedSystem.options().allowLegacyCrypto(true)).close();
  }

  @Test
  void anOldDaemonNeedsConsentToOneKeyUnlessTheServiceProtectsItself() throws Exception {
    system.daemon.become(Scripts.daemon(Scripts.OLD_DART_PING, Scripts::connected));
    assertThatThrownBy(system.connecting(ScriptedSystem.options()))
        .isInstanceOf(ClientException.EncryptionTooWeak.class)
        .hasMessageContaining("--allow-legacy-crypto");
    system.connect(ScriptedSystem.options().allowLegacyCrypto(true)).close();
    system
        .connect(
            NptOptions.builder(BOB, DEVICE, RELAY, ServiceAddress.of("localhost", 22))
                .daemonPingTimeout(Duration.ofSeconds(1)))
        .close();
    assertThat(requireNonNull(system.daemon.valueOf("npt_request"))).contains("\"twinKeys\":false");
  }

  @Test
  void aRelayPortThatIsClosedIsNamed() throws Exception {
    // Bound, so that nobody else gets it, but not listening.
    try (Socket refusing = new Socket()) {
      refusing.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0));
      int closed = refusing.getLocalPort();
      system.relay.become(Scripts.relay(id -> Scripts.ports(closed, false).toJson().canonical()));
      assertThatThrownBy(system.connecting(ScriptedSystem.options()))
          .isInstanceOf(ClientException.RelayUnreachable.class)
          .hasMessageContaining("127.0.0.1:" + closed);
    }
  }

  @Test
  void aBusyLocalPortIsToldBeforeAnybodyIsAsked() throws Exception {
    try (ServerSocket busy = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      assertThatThrownBy(
              system.connecting(
                  ScriptedSystem.options().local(LocalBinding.loopback(busy.getLocalPort()))))
          .isInstanceOf(ClientException.LocalPortTaken.class)
          .hasMessageContaining("localhost:" + busy.getLocalPort())
          .hasMessageContaining("--local-port");
    }
    assertThat(system.daemon.received).isEmpty();
    assertThat(system.relay.received).isEmpty();
  }

  @Test
  void theLocalPortListensOnBothLoopbackAddressesAndIsFreeAfterTheEnd() throws Exception {
    int local;
    try (OpenSession session = system.connect(ScriptedSystem.options())) {
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
    try (OpenSession session = system.connect(ScriptedSystem.options())) {
      system.port.next().close();
      assertThat(requireNonNull(session.await(Duration.ofSeconds(10))).reason())
          .isEqualTo(EndReason.PEER_CLOSED);
    }
  }

  @Test
  void aFailedAttemptLeavesNoSubscriptionAndNoPort() {
    int before = system.office.subscriptions();
    system.daemon.become(Scripts.SILENT);
    assertThatThrownBy(system.connectingBriefly()).isInstanceOf(ClientException.class);
    assertThat(system.office.subscriptions()).isEqualTo(before);
  }
}
