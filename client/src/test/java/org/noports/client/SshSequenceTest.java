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
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.noports.fixtures.ListeningRelay;
import org.noports.protocol.envelope.SignedEnvelope;
import org.noports.protocol.json.Json;
import org.noports.protocol.json.JsonObject;
import org.noports.protocol.name.SessionId;
import org.noports.protocol.session.Feature;
import org.noports.protocol.session.MessageName;
import org.noports.protocol.ssh.SshKeyAlgorithm;
import org.noports.protocol.ssh.SshKeyPair;
import org.noports.protocol.ssh.SshPublicKey;

/** The messages of an ssh session, and what comes of the answers. */
class SshSequenceTest {
  private final PostOffice office = new PostOffice();
  private final PostOffice.Edge alice = office.edge(ALICE);
  private final List<Step> steps = new ArrayList<>();
  private ListeningRelay port;
  private Party relay;
  private Party daemon;

  @BeforeEach
  void start() throws IOException {
    port = new ListeningRelay();
    relay = new Party(office, RELAY, Scripts.relay(port));
    daemon = new Party(office, BOB, answering(NEW_FEATURES));
  }

  @AfterEach
  void stop() throws IOException {
    daemon.close();
    relay.close();
    port.close();
  }

  /** A daemon that answers without keys, as to a session that is not encrypted. */
  private static Party.Script answering(Set<Feature> features) {
    return (message, value, me) -> {
      if (message.key().name().startsWith("ping.")) {
        me.send(MessageName.pingAnswer(message.from(), DEVICE, me.atSign), Scripts.ping(features));
      } else if (message.key().name().startsWith("ssh_request.")) {
        SessionId session = SessionId.of(SignedEnvelope.parse(value).payload().string("sessionId"));
        me.send(
            MessageName.sessionAnswer(message.from(), session, DEVICE, me.atSign),
            SignedEnvelope.sign(
                    Json.parseObject(
                        "{\"status\":\"connected\",\"sessionId\":\"%s\",\"ephemeralPrivateKey\":\"PEM\"}"
                            .formatted(session)),
                    me.edge.signingKey())
                .text());
      }
    };
  }

  private SshTunnel connect(
      RelaySides sides, @Nullable String user, @Nullable SshPublicKey publicKey)
      throws InterruptedException {
    return SshnpClient.connect(
        new SshnpOptions(
            SshnpOptions.session(BOB, DEVICE, List.of(RELAY)).encrypt(false).build(),
            sides,
            user,
            publicKey),
        alice,
        ScriptedSystem.SHORT,
        step -> steps.add(step.step()),
        InstantSource.system(),
        Scripts.RANDOM);
  }

  private JsonObject request() {
    return SignedEnvelope.parse(requireNonNull(daemon.valueOf("ssh_request.box"))).payload();
  }

  @Test
  void theRequestIsForDirectModeAndTheDaemonsKeyIsHandedOn() throws Exception {
    try (SshTunnel tunnel = connect(RelaySides.BOTH, "dave", null)) {
      assertThat(tunnel.userName()).isEqualTo("dave");
      assertThat(tunnel.ephemeralKey()).isEqualTo("PEM");
      assertThat(tunnel.localPort()).isPositive();
    }
    assertThat(request().bool("direct")).isTrue();
    assertThat(request().bool("authenticateToRvd")).isTrue();
    assertThat(request().bool("encryptRvdTraffic")).isFalse();
    assertThat(steps)
        .startsWith(Step.FEATURE_CHECK_SENT, Step.REMOTE_USER_ASKED, Step.RELAY_ASKED)
        .endsWith(Step.SESSION_ANSWERED, Step.RELAY_DIALLED);
  }

  @Test
  void aDaemonThatNothingIsNeededOfIsNotAsked() throws Exception {
    try (SshTunnel tunnel = connect(new RelaySides(true, false), "dave", null)) {
      assertThat(tunnel.localPort()).isPositive();
    }
    assertThat(daemon.valueOf("ping.")).isNull();
    assertThat(steps).doesNotContain(Step.FEATURE_CHECK_SENT, Step.FEATURES_SUPPORTED);
    assertThat(request().bool("authenticateToRvd")).isFalse();
  }

  @Test
  void theUserIsWhomTheDaemonSharesUnlessGiven() throws Exception {
    assertThatThrownBy(() -> connect(RelaySides.BOTH, null, null))
        .isInstanceOf(ClientException.RemoteUserUnknown.class)
        .hasMessageStartingWith("Remote username record not shared with the client");
    office.records.put(MessageName.username(ALICE, DEVICE, BOB).text(), "carol\n");
    try (SshTunnel tunnel = connect(RelaySides.BOTH, null, null)) {
      assertThat(tunnel.userName()).isEqualTo("carol");
    }
    office.records.put(MessageName.username(ALICE, DEVICE, BOB).text(), "-oProxyCommand=x");
    assertThatThrownBy(() -> connect(RelaySides.BOTH, null, null))
        .isInstanceOf(ClientException.AnswerInvalid.class)
        .hasMessageContaining("it is not a name; give one with -u");
  }

  @Test
  void aPublicKeyGoesOnlyToADaemonThatTakesIt() throws Exception {
    SshPublicKey key =
        SshKeyPair.generate(SshKeyAlgorithm.ED25519, Scripts.RANDOM).publicKey("alice@laptop");
    assertThatThrownBy(() -> connect(RelaySides.BOTH, "dave", key))
        .isInstanceOf(ClientException.FeatureMissing.class)
        .hasMessageStartingWith(
            "This device daemon does not accept ssh public keys from the client")
        .hasMessageContaining("leave out -s here");
    assertThat(daemon.valueOf("sshpublickey.")).isNull();

    EnumSet<Feature> features = EnumSet.copyOf(NEW_FEATURES);
    features.add(Feature.ACCEPTS_PUBLIC_KEYS);
    daemon.become(answering(features));
    connect(RelaySides.BOTH, "dave", key).close();
    assertThat(daemon.valueOf("sshpublickey.")).isEqualTo(key.line());
    assertThat(steps).contains(Step.PUBLIC_KEY_SHARED);
  }
}
