package org.noports.client;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.noports.client.Scripts.BOB;
import static org.noports.client.Scripts.DEVICE;
import static org.noports.client.Scripts.NEW_FEATURES;
import static org.noports.client.Scripts.RELAY;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.noports.fixtures.ListeningRelay;
import org.noports.protocol.envelope.SignedEnvelope;
import org.noports.protocol.json.JsonObject;
import org.noports.protocol.session.Feature;
import org.noports.protocol.session.NptRequest;
import org.noports.protocol.session.ServiceAddress;
import org.noports.protocol.session.SessionAnswer;
import org.noports.protocol.tunnel.AeadKeys;

/** Authenticated streams as the client asks for them, and what it makes of answers. */
class StreamNegotiationTest {
  private static final Deadlines DEADLINES =
      new Deadlines(
          Duration.ofSeconds(5),
          Duration.ofSeconds(5),
          Duration.ofSeconds(5),
          Duration.ofSeconds(5),
          Duration.ofSeconds(5));
  private static final Set<Feature> WITH_AEAD = EnumSet.copyOf(NEW_FEATURES);

  static {
    WITH_AEAD.add(Feature.AEAD_STREAMS);
  }

  private final PostOffice office = new PostOffice();
  private final PostOffice.Edge alice = office.edge(Scripts.ALICE);
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
    daemon = new Party(office, BOB, Scripts.SILENT);
  }

  @AfterEach
  void stop() throws IOException {
    daemon.close();
    relay.close();
    port.close();
  }

  private static NptOptions.Builder options() {
    return NptOptions.builder(BOB, DEVICE, RELAY, ServiceAddress.of("localhost", 8080))
        .daemonPingTimeout(Duration.ofSeconds(5));
  }

  private void connect(NptOptions.Builder options) throws InterruptedException {
    NptClient.connect(
            options.build(),
            alice,
            DEADLINES,
            StepListener.NONE,
            InstantSource.system(),
            Scripts.RANDOM)
        .close();
  }

  /** A daemon of these features that says this of the cipher and the request. */
  private void answering(
      Set<Feature> features, boolean twin, @Nullable String cipher, @Nullable String reqHash) {
    daemon.become(
        Scripts.daemon(
            Scripts.ping(features),
            (request, me) -> {
              SessionAnswer answer =
                  new SessionAnswer(
                      request.sessionId(),
                      Scripts.wrapped(request, twin),
                      null,
                      cipher,
                      reqHash,
                      null);
              return SignedEnvelope.sign(answer.toJson(), me.edge.signingKey()).text();
            }));
  }

  private void assertNotTrusted(String why) {
    assertThatThrownBy(() -> connect(options()))
        .isInstanceOf(ClientException.AnswerInvalid.class)
        .hasMessageContaining(why);
    port.assertNothingBegun();
  }

  private JsonObject request() {
    return SignedEnvelope.parse(requireNonNull(daemon.valueOf("npt_request.box"))).payload();
  }

  @Test
  void whatTheDaemonKnowsIsOfferedAsTheLastMember() {
    answering(WITH_AEAD, true, AeadKeys.STREAM_CIPHER, "not the hash");
    assertNotTrusted("it is about another request");
    assertThat(request().members().sequencedKeySet().getLast()).isEqualTo("streamCiphers");
    assertThat(NptRequest.from(request()).rendezvous().streamCiphers())
        .containsExactly("np-aead-1");
  }

  @Test
  void anAnswerWithoutTheRequestsHashIsNotTrusted() {
    answering(WITH_AEAD, true, AeadKeys.STREAM_CIPHER, null);
    assertNotTrusted("it is about another request");
  }

  @Test
  void anotherCipherThanOfferedIsNotTrusted() {
    answering(WITH_AEAD, true, "np-aead-2", "hash");
    assertNotTrusted("it names a stream cipher that was not offered");
  }

  @Test
  void aCipherThatNobodyOfferedIsNotTrusted() {
    answering(NEW_FEATURES, true, AeadKeys.STREAM_CIPHER, "hash");
    assertNotTrusted("it names a stream cipher that was not offered");
    assertThat(request().get("streamCiphers")).isNull();
  }

  @Test
  void aDaemonThatDoesNotTakeTheOfferGetsTwinKeys() throws Exception {
    answering(WITH_AEAD, true, null, null);
    connect(options());
    assertThat(port.next().isConnected()).isTrue();
  }

  @Test
  void aUserWhoRequiresItIsToldWhatIsMissing() {
    answering(WITH_AEAD, true, null, null);
    assertThatThrownBy(() -> connect(options().requireAead(true)))
        .isInstanceOf(ClientException.EncryptionTooWeak.class)
        .hasMessageContaining("did not agree to authenticated streams");
    answering(NEW_FEATURES, true, null, null);
    assertThatThrownBy(() -> connect(options().requireAead(true)))
        .isInstanceOf(ClientException.FeatureMissing.class)
        .hasMessageStartingWith("This device daemon does not support authenticated streams")
        .hasMessageContaining("--require-aead");
    port.assertNothingBegun();
  }

  @Test
  void requiringWhatIsSwitchedOffIsAMistake() {
    assertThatThrownBy(() -> options().requireAead(true).encrypt(false).build())
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> options().requireAead(true).aead(false).build())
        .isInstanceOf(IllegalArgumentException.class);
  }
}
