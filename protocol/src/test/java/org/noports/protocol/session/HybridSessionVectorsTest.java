package org.noports.protocol.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.noports.protocol.vectors.SpecFile.at;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.noports.protocol.ProtocolException;
import org.noports.protocol.crypto.AesKey;
import org.noports.protocol.crypto.SharedSecret;
import org.noports.protocol.crypto.XWingKeyPair;
import org.noports.protocol.crypto.XWingPublicKey;
import org.noports.protocol.json.Json;
import org.noports.protocol.tunnel.AeadKeys;
import org.noports.protocol.tunnel.AeadRecord;
import org.noports.protocol.tunnel.AeadRecordWriter;
import org.noports.protocol.tunnel.ConnectionId;
import org.noports.protocol.vectors.Mutations;
import org.noports.protocol.vectors.SpecFile;

/** Request, answer and key schedule of docs/extensions/hybrid-keys.md. */
class HybridSessionVectorsTest {
  private static final HexFormat HEX = HexFormat.of();

  private final JsonNode session = SpecFile.extension("hybrid-keys.json").required("session");
  private final String requestText = at(session, "requestPayloadText");
  private final String answerText = at(session, "responsePayloadText");
  private final SecureRandom random = new SecureRandom();

  @Test
  void theRequestIsIdentical() {
    NptRequest request = NptRequest.from(Json.parseObject(requestText));
    assertThat(request.toJson().canonical()).isEqualTo(requestText);
    EphemeralKey key = Objects.requireNonNull(request.rendezvous().ephemeralKey());
    assertThat(key.isHybrid()).isTrue();
    assertThat(key).isEqualTo(EphemeralKey.of(key.hybridKey()));
    assertThat(request.rendezvous().clientFeatures())
        .containsExactly("twinKeys", "aeadStreams", "hybridKeys");
    assertThat(request.rendezvous().streamCiphers()).containsExactly("np-aead-1");
  }

  @Test
  void theAnswerIsIdentical() {
    SessionAnswer answer = SessionAnswer.from(Json.parseObject(answerText));
    assertThat(answer.toJson().canonical()).isEqualTo(answerText);
    assertThat(answer.keys()).isNull();
    assertThat(answer.reqHash())
        .isEqualTo(at(session, "reqHash"))
        .isEqualTo(AeadKeys.requestHash(requestText));
    assertThat(answer.toString()).doesNotContain(String.valueOf(answer.kemCiphertext()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        // what the request loses                     | the daemon's offer that did not arrive
        "nothing at all                                | -",
        "\"streamCiphers\":[\"np-aead-1\"]               | AEAD_STREAMS",
        "\"x-wing\"                                    | HYBRID_KEYS",
        "\"twinKeys\":true                             | TWIN_KEYS",
        "\"encryptRvdTraffic\":true                    | -",
        "\"twinKeys\",\"aeadStreams\",\"hybridKeys\"     | -",
      })
  void anOfferThatDidNotReachTheClientShows(String lost, @Nullable Feature offer) {
    String instead =
        switch (lost) {
          case "\"x-wing\"" -> "\"rsa2048\"";
          case "\"encryptRvdTraffic\":true" -> "\"encryptRvdTraffic\":false";
          case "\"twinKeys\",\"aeadStreams\",\"hybridKeys\"" -> "\"flying\"";
          default -> "\"gone\":1";
        };
    RelayRendezvous request =
        NptRequest.from(Json.parseObject(requestText.replace(lost, instead))).rendezvous();
    assertThat(request.lostOffer(EnumSet.allOf(Feature.class))).isEqualTo(offer);
    assertThat(request.lostOffer(EnumSet.noneOf(Feature.class))).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"control", "data"})
  void theKeysOfAConnectionAreIdenticalAndSealTheSameRecords(String channel) {
    JsonNode each = session.required(channel);
    AeadKeys keys = AeadKeys.derive(secret(), requestText, answerText);
    ConnectionId connection = new ConnectionId(at(each, "connIdHex"));
    assertThat(keys.clientToDaemon(connection))
        .isEqualTo(AesKey.of(HEX.parseHex(at(each, "keyC2DHex"))));
    assertThat(keys.daemonToClient(connection))
        .isEqualTo(AesKey.of(HEX.parseHex(at(each, "keyD2CHex"))));
    assertSeals(keys.clientToDaemon(connection), connection, each, "C2D");
    assertSeals(keys.daemonToClient(connection), connection, each, "D2C");
  }

  private static void assertSeals(
      AesKey key, ConnectionId connection, JsonNode each, String direction) {
    AeadRecordWriter writer = new AeadRecordWriter(key, connection);
    byte[] wire = new byte[AeadRecordWriter.MAX_BYTES_A_CALL];
    int length = writer.hello(wire, 0);
    assertThat(HEX.formatHex(Arrays.copyOf(wire, length)))
        .isEqualTo(at(each, "hello" + direction + "Hex"));
    byte[] data = at(each, "data" + direction).getBytes(StandardCharsets.US_ASCII);
    byte[] plain = new byte[AeadRecord.PAYLOAD + data.length];
    System.arraycopy(data, 0, plain, AeadRecord.PAYLOAD, data.length);
    length = writer.data(plain, data.length, wire, 0);
    assertThat(HEX.formatHex(Arrays.copyOf(wire, length)))
        .isEqualTo(at(each, "data" + direction + "Hex"));
  }

  /** The cipher text is part of the answer, and all of both messages is in the salt. */
  @Test
  void oneOtherByteOfEitherMessageGivesOtherKeys() {
    AesKey right = control(AeadKeys.derive(secret(), requestText, answerText));
    assertThat(
            control(AeadKeys.derive(secret(), requestText.replace("30000", "30001"), answerText)))
        .isNotEqualTo(right);
    assertThat(control(AeadKeys.derive(secret(), requestText, answerText + " ")))
        .isNotEqualTo(right);
  }

  @Test
  void aCipherTextComesAloneOrNotAtAll() {
    for (String[] damage :
        List.of(
            new String[] {
              "\"aesKeyC2D\":null,\"ivC2D\":null", "\"aesKeyC2D\":\"a\",\"ivC2D\":\"b\""
            },
            new String[] {"\"streamCipher\":\"np-aead-1\"", "\"streamCipher\":null"},
            new String[] {"\"reqHash\":\"" + at(session, "reqHash") + "\"", "\"reqHash\":null"},
            new String[] {"\"kemCiphertext\":\"", "\"kemCiphertext\":1,\"x\":\""})) {
      String text = answerText.replace(damage[0], damage[1]);
      assertThat(text).isNotEqualTo(answerText);
      assertThatThrownBy(() -> SessionAnswer.from(Json.parseObject(text)))
          .as(text)
          .isInstanceOf(ProtocolException.class);
    }
  }

  @Test
  void aKeyIsReadOnlyAsWhatItsTypeSays() {
    String hybrid = XWingKeyPair.generate(random).publicKey().text();
    String rsa = SpecFile.publicKey("client_ephemeral").text();
    for (String type : List.of("rsa2048", "X-Wing", "x-wing-768", "")) {
      EphemeralKey key = new EphemeralKey(hybrid, type);
      assertThat(key.isHybrid()).isFalse();
      assertThatThrownBy(key::hybridKey).isInstanceOf(ProtocolException.class);
      assertThatThrownBy(key::key).isInstanceOf(ProtocolException.class);
    }
    assertThatThrownBy(new EphemeralKey(rsa, EphemeralKey.X_WING)::hybridKey)
        .isInstanceOf(ProtocolException.class);
  }

  @Test
  void damagedMessagesAreRefusedWithOurOwnError() {
    Mutations.survive(
        61,
        300,
        List.of(requestText),
        text -> {
          EphemeralKey key = NptRequest.from(Json.parseObject(text)).rendezvous().ephemeralKey();
          if (key != null) {
            key.hybridKey().encapsulate(random);
          }
        });
    XWingKeyPair pair = XWingKeyPair.generate(random);
    Mutations.survive(
        62,
        300,
        List.of(answerText),
        text -> {
          String ciphertext = SessionAnswer.from(Json.parseObject(text)).kemCiphertext();
          if (ciphertext != null) {
            pair.decapsulate(ciphertext);
          }
        });
  }

  /** A whole agreement; the vectors of X-Wing itself say that both ends are right. */
  @Test
  void bothEndsHoldTheSameSecret() {
    XWingKeyPair pair = XWingKeyPair.generate(random);
    XWingPublicKey.Encapsulation made =
        EphemeralKey.of(pair.publicKey()).hybridKey().encapsulate(random);
    assertThat(pair.decapsulate(made.ciphertext())).isEqualTo(made.secret());
    assertThat(XWingKeyPair.generate(random).decapsulate(made.ciphertext()))
        .isNotEqualTo(made.secret());
  }

  private SharedSecret secret() {
    JsonNode own =
        SpecFile.extension("hybrid-keys.json")
            .required("encapsulations")
            .required(session.required("key").asInt());
    assertThat(at(own, "sharedSecretHex")).isEqualTo(at(session, "sharedSecretHex"));
    assertThat(SessionAnswer.from(Json.parseObject(answerText)).kemCiphertext())
        .isEqualTo(at(own, "ciphertextBase64"));
    return SharedSecret.of(HEX.parseHex(at(session, "sharedSecretHex")));
  }

  private static AesKey control(AeadKeys keys) {
    return keys.clientToDaemon(ConnectionId.CONTROL);
  }
}
