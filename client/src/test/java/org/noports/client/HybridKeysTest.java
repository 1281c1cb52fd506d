package org.noports.client;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.noports.client.Scripts.NEW_FEATURES;
import static org.noports.client.Scripts.RANDOM;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.noports.protocol.crypto.XWingKeyPair;
import org.noports.protocol.crypto.XWingPublicKey;
import org.noports.protocol.envelope.SignedEnvelope;
import org.noports.protocol.json.Json;
import org.noports.protocol.json.JsonObject;
import org.noports.protocol.session.EphemeralKey;
import org.noports.protocol.session.Feature;
import org.noports.protocol.session.NptRequest;
import org.noports.protocol.session.SessionAnswer;
import org.noports.protocol.session.WrappedSessionKeys;
import org.noports.protocol.tunnel.AeadKeys;

/** What the client asks for and what it accepts (docs/extensions/hybrid-keys.md). */
class HybridKeysTest {
  private static final Set<Feature> BOTH = with(Feature.AEAD_STREAMS, Feature.HYBRID_KEYS);

  private final AtomicReference<@Nullable NptRequest> asked = new AtomicReference<>();
  private ScriptedSystem system;

  @BeforeEach
  void start() throws IOException {
    system = new ScriptedSystem(Scripts.SILENT);
  }

  @AfterEach
  void stop() throws IOException {
    system.close();
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        // the daemon offers, the user wants, the key that is sent, or what the user is told
        "aeadStreams hybridKeys, any,            x-wing",
        "aeadStreams hybridKeys, require-hybrid, x-wing",
        "aeadStreams hybridKeys, no-hybrid,      rsa2048",
        "aeadStreams hybridKeys, no-aead,        rsa2048",
        "aeadStreams hybridKeys, no-encrypt,     rsa2048",
        "aeadStreams,            any,            rsa2048",
        "aeadStreams,            require-hybrid, agree on session keys",
        "hybridKeys,             any,            rsa2048",
        "hybridKeys,             require-hybrid, support authenticated streams",
        "-,                      any,            rsa2048",
        "-,                      require-hybrid, support authenticated streams",
      })
  void theKeyThatIsSentFollowsFromWhatBothWant(
      @Nullable String offers, String wants, String outcome) {
    refusing(offers == null ? NEW_FEATURES : with(features(offers)));
    NptOptions.Builder options =
        switch (wants) {
          case "require-hybrid" -> ScriptedSystem.options().requireHybrid(true);
          case "no-hybrid" -> ScriptedSystem.options().hybrid(false);
          case "no-aead" -> ScriptedSystem.options().aead(false);
          case "no-encrypt" -> ScriptedSystem.options().encrypt(false);
          default -> ScriptedSystem.options();
        };
    if (outcome.contains(" ")) {
      assertThatThrownBy(system.connecting(options))
          .isInstanceOf(ClientException.FeatureMissing.class)
          .hasMessageContaining("This device daemon does not " + outcome)
          .hasMessageContaining("leave out --require-hybrid");
      assertThat(asked.get()).isNull();
      return;
    }
    assertThatThrownBy(system.connecting(options))
        .isInstanceOf(ClientException.DaemonRefused.class);
    NptRequest request = requireNonNull(asked.get());
    EphemeralKey key = requireNonNull(request.rendezvous().ephemeralKey());
    assertThat(key.type()).isEqualTo(outcome);
    if (key.isHybrid()) {
      assertThat(key.hybridKey().text()).isEqualTo(key.publicKey());
      assertThat(request.rendezvous().streamCiphers()).containsExactly("np-aead-1");
    } else {
      assertThat(key.key().text()).isEqualTo(key.publicKey());
    }
    assertThat(request.rendezvous().clientFeatures())
        .isEqualTo(
            switch (wants) {
              case "no-hybrid" -> List.of("twinKeys", "aeadStreams");
              case "no-aead" -> List.of("twinKeys");
              case "no-encrypt" -> List.of();
              default -> List.of("twinKeys", "aeadStreams", "hybridKeys");
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "kemCiphertext",
        "reqHash",
        "streamCipher",
        "all of them",
        "short",
        "long",
        "zero"
      })
  void anAnswerThatDoesNotFitTheRequestIsNotTrusted(String damage) {
    answering(request -> {
      SessionAnswer good = encapsulated(request, hybridKey(request));
      String ciphertext = requireNonNull(good.kemCiphertext());
      byte[] bytes = Base64.getDecoder().decode(ciphertext);
      return switch (damage) {
        case "kemCiphertext" -> without(good.toJson(), "kemCiphertext");
        case "reqHash", "streamCipher" -> without(good.toJson(), damage);
        case "all of them" -> SessionAnswer.connected(request.sessionId(), null).toJson();
        case "short" -> with(good, new byte[1119]);
        case "long" -> with(good, new byte[1121]);
        default -> {
          Arrays.fill(bytes, 1088, 1120, (byte) 0);
          yield with(good, bytes);
        }
      };
    });
    assertThatThrownBy(system.connecting(ScriptedSystem.options()))
        .isInstanceOfAny(
            ClientException.AnswerInvalid.class, ClientException.EncryptionTooWeak.class)
        .hasMessageContaining("@bob");
    system.port.assertNothingBegun();
  }

  @Test
  void anAnswerToAnotherRequestIsNotTrusted() {
    answering(request -> {
      SessionAnswer good = encapsulated(request, hybridKey(request));
      return new SessionAnswer(
              good.sessionId(),
              null,
              null,
              good.streamCipher(),
              AeadKeys.requestHash("another request"),
              good.kemCiphertext())
          .toJson();
    });
    system.assertNotTrusted("it is about another request");
  }

  @Test
  void keysWrappedForWhomNobodyKnowsAreNotTrusted() {
    answering(request ->
        SessionAnswer.connected(request.sessionId(), new WrappedSessionKeys("a", "b", "c", "d"))
            .toJson());
    system.assertNotTrusted("it wraps keys for a kind of key that was not sent");
  }

  @Test
  void anEncapsulationNobodyAskedForIsNotTrusted() {
    system.daemon.become(
        Scripts.daemon(
            Scripts.ping(with(Feature.AEAD_STREAMS)),
            (request, me) ->
                signed(
                    encapsulated(request, XWingKeyPair.generate(RANDOM).publicKey()).toJson(),
                    me)));
    system.assertNotTrusted("it encapsulates for a kind of key that was not sent");
  }

  /** ML-KEM rejects implicitly: the first record of the device does not open. */
  @Test
  void anAlteredCipherTextOpensNoSession() {
    answering(request -> {
      SessionAnswer good = encapsulated(request, hybridKey(request));
      byte[] bytes = Base64.getDecoder().decode(requireNonNull(good.kemCiphertext()));
      bytes[7] ^= 1;
      return with(good, bytes);
    });
    Thread.ofVirtual().start(this::greetFalsely);
    assertThatThrownBy(system.connecting(ScriptedSystem.options()))
        .isInstanceOf(ClientException.class)
        .hasMessageContaining("@relay");
  }

  /** What a device with another secret says first looks like this to the client. */
  private void greetFalsely() {
    try {
      byte[] hello = new byte[35];
      RANDOM.nextBytes(hello);
      hello[0] = 0;
      hello[1] = 33;
      system.port.next().getOutputStream().write(hello);
    } catch (IOException | InterruptedException e) {
      // The test is over.
    }
  }

  private static SessionAnswer encapsulated(NptRequest request, XWingPublicKey key) {
    return new SessionAnswer(
        request.sessionId(),
        null,
        null,
        AeadKeys.STREAM_CIPHER,
        AeadKeys.requestHash(request.toJson().canonical()),
        key.encapsulate(RANDOM).ciphertext());
  }

  private static XWingPublicKey hybridKey(NptRequest request) {
    return requireNonNull(request.rendezvous().ephemeralKey()).hybridKey();
  }

  private static JsonObject with(SessionAnswer answer, byte[] ciphertext) {
    return Json.parseObject(
        answer
            .toJson()
            .canonical()
            .replace(
                requireNonNull(answer.kemCiphertext()),
                Base64.getEncoder().encodeToString(ciphertext)));
  }

  private static JsonObject without(JsonObject payload, String name) {
    JsonObject.Builder rest = JsonObject.builder();
    payload
        .members()
        .forEach((member, value) -> {
          if (!member.equals(name)) {
            rest.put(member, value);
          }
        });
    return rest.build();
  }

  private static String signed(JsonObject payload, Party me) {
    return SignedEnvelope.sign(payload, me.edge.signingKey()).text();
  }

  private interface Answer {
    JsonObject to(NptRequest request);
  }

  private void answering(Answer answer) {
    system.daemon.become(
        Scripts.daemon(Scripts.ping(BOTH), (request, me) -> signed(answer.to(request), me)));
  }

  private void refusing(Set<Feature> features) {
    system.daemon.become(
        Scripts.daemon(
            Scripts.ping(features),
            (request, me) -> {
              asked.set(request);
              return "no";
            }));
  }

  private static Set<Feature> with(Feature... more) {
    Set<Feature> features = EnumSet.copyOf(NEW_FEATURES);
    features.addAll(List.of(more));
    return features;
  }

  private static Feature[] features(String flags) {
    List<Feature> features = new ArrayList<>();
    for (Feature feature : Feature.values()) {
      if (List.of(flags.split(" ", -1)).contains(feature.flag())) {
        features.add(feature);
      }
    }
    return features.toArray(Feature[]::new);
  }
}
