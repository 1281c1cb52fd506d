package org.noports.client;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.noports.client.Scripts.NEW_FEATURES;

import java.io.IOException;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.noports.protocol.envelope.SignedEnvelope;
import org.noports.protocol.json.JsonObject;
import org.noports.protocol.session.Feature;
import org.noports.protocol.session.NptRequest;
import org.noports.protocol.session.SessionAnswer;
import org.noports.protocol.tunnel.AeadKeys;

/** Authenticated streams as the client asks for them, and what it makes of answers. */
class StreamNegotiationTest {
  private static final Set<Feature> WITH_AEAD = EnumSet.copyOf(NEW_FEATURES);

  static {
    WITH_AEAD.add(Feature.AEAD_STREAMS);
  }

  private ScriptedSystem system;

  @BeforeEach
  void start() throws IOException {
    system = new ScriptedSystem(Scripts.SILENT);
  }

  @AfterEach
  void stop() throws IOException {
    system.close();
  }

  /** A daemon of these features that says this of the cipher and the request. */
  private void answering(
      Set<Feature> features, boolean twin, @Nullable String cipher, @Nullable String reqHash) {
    system.daemon.become(
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

  private JsonObject request() {
    return SignedEnvelope.parse(requireNonNull(system.daemon.valueOf("npt_request.box"))).payload();
  }

  @Test
  void whatTheDaemonKnowsIsOfferedAsTheLastMember() {
    answering(WITH_AEAD, true, AeadKeys.STREAM_CIPHER, "not the hash");
    system.assertNotTrusted("it is about another request");
    assertThat(request().members().sequencedKeySet().getLast()).isEqualTo("streamCiphers");
    assertThat(NptRequest.from(request()).rendezvous().streamCiphers())
        .containsExactly("np-aead-1");
  }

  @Test
  void anAnswerWithoutTheRequestsHashIsNotTrusted() {
    answering(WITH_AEAD, true, AeadKeys.STREAM_CIPHER, null);
    system.assertNotTrusted("it is about another request");
  }

  @Test
  void anotherCipherThanOfferedIsNotTrusted() {
    answering(WITH_AEAD, true, "np-aead-2", "hash");
    system.assertNotTrusted("it names a stream cipher that was not offered");
  }

  @Test
  void aCipherThatNobodyOfferedIsNotTrusted() {
    answering(NEW_FEATURES, true, AeadKeys.STREAM_CIPHER, "hash");
    system.assertNotTrusted("it names a stream cipher that was not offered");
    assertThat(request().get("streamCiphers")).isNull();
  }

  @Test
  void aDaemonThatDoesNotTakeTheOfferGetsTwinKeys() throws Exception {
    answering(WITH_AEAD, true, null, null);
    system.connect(ScriptedSystem.options()).close();
    assertThat(system.port.next().isConnected()).isTrue();
  }

  @Test
  void aUserWhoRequiresItIsToldWhatIsMissing() {
    answering(WITH_AEAD, true, null, null);
    assertThatThrownBy(system.connecting(ScriptedSystem.options().requireAead(true)))
        .isInstanceOf(ClientException.EncryptionTooWeak.class)
        .hasMessageContaining("did not agree to authenticated streams");
    answering(NEW_FEATURES, true, null, null);
    assertThatThrownBy(system.connecting(ScriptedSystem.options().requireAead(true)))
        .isInstanceOf(ClientException.FeatureMissing.class)
        .hasMessageStartingWith("This device daemon does not support authenticated streams")
        .hasMessageContaining("--require-aead");
    system.port.assertNothingBegun();
  }

  @Test
  void requiringWhatIsSwitchedOffIsAMistake() {
    assertThatThrownBy(() -> ScriptedSystem.options().requireAead(true).encrypt(false).build())
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ScriptedSystem.options().requireAead(true).aead(false).build())
        .isInstanceOf(IllegalArgumentException.class);
  }
}
