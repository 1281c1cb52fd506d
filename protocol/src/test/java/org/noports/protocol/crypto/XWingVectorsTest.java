package org.noports.protocol.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.noports.protocol.vectors.SpecFile.all;
import static org.noports.protocol.vectors.SpecFile.at;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.bouncycastle.crypto.digests.SHAKEDigest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.noports.protocol.vectors.SpecFile;

/**
 * The published vectors of X-Wing and our own, all by a second implementation. Our key pairs have
 * no seed form: the test expands the seed and hands its parts out as the random source.
 */
class XWingVectorsTest {
  private static final JsonNode VECTORS = SpecFile.extension("hybrid-keys.json");
  private static final JsonNode MUST_FAIL = VECTORS.required("mustFail");

  static Stream<JsonNode> encapsulations() {
    return all(VECTORS.required("encapsulations")).stream();
  }

  static Stream<JsonNode> oddPublicKeys() {
    return all(VECTORS.required("oddPublicKeys")).stream();
  }

  static Stream<JsonNode> alteredCiphertexts() {
    return all(VECTORS.required("alteredCiphertexts")).stream();
  }

  @ParameterizedTest
  @MethodSource("encapsulations")
  void keysCipherTextsAndSecretsAreIdentical(JsonNode each) {
    assertThat(expand(at(each, "seedHex")))
        .isEqualTo(at(each, "mlKemSeedHex") + at(each, "x25519PrivateHex"));
    XWingKeyPair pair = pair(each);
    assertThat(pair.publicKey().text()).isEqualTo(at(each, "publicKeyBase64"));
    assertEncapsulates(each);
    assertThat(hex(pair.decapsulate(at(each, "ciphertextBase64"))))
        .isEqualTo(at(each, "sharedSecretHex"));
  }

  @ParameterizedTest
  @MethodSource("oddPublicKeys")
  void x25519KeysThatAreNotReducedCountAsReceived(JsonNode each) {
    assertEncapsulates(each);
  }

  @ParameterizedTest
  @MethodSource("alteredCiphertexts")
  void anAlteredCipherTextGivesAnotherSecretAndNoError(JsonNode each) {
    JsonNode key = VECTORS.required("encapsulations").required(each.required("key").asInt());
    assertThat(hex(pair(key).decapsulate(at(each, "ciphertextBase64"))))
        .isEqualTo(at(each, "sharedSecretHex"))
        .isNotEqualTo(at(key, "sharedSecretHex"));
  }

  @Test
  void keysThatCannotBeUsedAreRefused() {
    for (JsonNode each : all(MUST_FAIL.required("publicKeys"))) {
      assertThatThrownBy(() -> encapsulate(at(each, "publicKeyBase64")))
          .as(at(each, "why"))
          .isInstanceOf(CryptoException.class);
    }
    assertThatThrownBy(() -> XWingPublicKey.fromText("A".repeat(4096)))
        .isInstanceOf(CryptoException.class);
  }

  /** Whichever half of a key is wrong, the sender learns the same. */
  @Test
  void bothHalvesOfAKeyFailWithTheSameWords() {
    JsonNode coefficient = MUST_FAIL.required("publicKeys").get(4);
    assertThat(at(coefficient, "why")).contains("3329");
    byte[] smallOrder = ownKey();
    Arrays.fill(smallOrder, MlKem768.PUBLIC_BYTES, smallOrder.length, (byte) 0);
    for (String text : new String[] {at(coefficient, "publicKeyBase64"), base64(smallOrder)}) {
      assertThatThrownBy(() -> encapsulate(text))
          .isInstanceOf(CryptoException.class)
          .hasMessage("an X-Wing key cannot be used");
    }
  }

  @Test
  void pointsOfSmallOrderAreRefusedOnBothSides() {
    XWingKeyPair pair = pair(own());
    for (JsonNode point : all(MUST_FAIL.required("x25519PointsHex"))) {
      for (int highestBit : new int[] {0, 0x80}) {
        byte[] u = HexFormat.of().parseHex(point.asText());
        u[31] |= (byte) highestBit;
        byte[] key = ownKey();
        System.arraycopy(u, 0, key, MlKem768.PUBLIC_BYTES, u.length);
        assertThatThrownBy(() -> encapsulate(base64(key)))
            .as(point.asText())
            .isInstanceOf(CryptoException.class);
        byte[] ciphertext = Base64.getDecoder().decode(at(own(), "ciphertextBase64"));
        System.arraycopy(u, 0, ciphertext, MlKem768.CIPHERTEXT_BYTES, u.length);
        assertThatThrownBy(() -> pair.decapsulate(base64(ciphertext)))
            .as(point.asText())
            .isInstanceOf(CryptoException.class)
            .hasMessage("an X-Wing cipher text cannot be used");
      }
    }
  }

  @Test
  void cipherTextsOfAnotherLengthAreRefused() {
    XWingKeyPair pair = pair(own());
    for (JsonNode each : all(MUST_FAIL.required("ciphertexts"))) {
      assertThatThrownBy(() -> pair.decapsulate(at(each, "ciphertextBase64")))
          .as(at(each, "why"))
          .isInstanceOf(CryptoException.class)
          .hasMessage("an X-Wing cipher text cannot be used");
    }
    assertThatThrownBy(() -> pair.decapsulate("not base64")).isInstanceOf(CryptoException.class);
  }

  @Test
  void nothingPrintsItsSecrets() {
    XWingKeyPair pair = pair(own());
    SharedSecret secret = pair.decapsulate(at(own(), "ciphertextBase64"));
    assertThat(pair.toString()).isEqualTo("XWingKeyPair[redacted]");
    assertThat(secret.toString()).isEqualTo("SharedSecret[redacted]");
    assertThat(new XWingPublicKey.Encapsulation("text", secret).toString())
        .contains("SharedSecret[redacted]");
  }

  private static void assertEncapsulates(JsonNode each) {
    FixedRandom random = new FixedRandom(at(each, "eseedHex"));
    XWingPublicKey.Encapsulation made =
        XWingPublicKey.fromText(at(each, "publicKeyBase64")).encapsulate(random);
    assertThat(made.ciphertext()).isEqualTo(at(each, "ciphertextBase64"));
    assertThat(hex(made.secret())).isEqualTo(at(each, "sharedSecretHex"));
    assertThat(random.isUsedUp()).isTrue();
  }

  private static XWingPublicKey.Encapsulation encapsulate(String key) {
    return XWingPublicKey.fromText(key).encapsulate(new FixedRandom(at(own(), "eseedHex")));
  }

  private static XWingKeyPair pair(JsonNode each) {
    return XWingKeyPair.generate(
        new FixedRandom(at(each, "mlKemSeedHex") + at(each, "x25519PrivateHex")));
  }

  private static JsonNode own() {
    return VECTORS.required("encapsulations").required(3);
  }

  private static byte[] ownKey() {
    return Base64.getDecoder().decode(at(own(), "publicKeyBase64"));
  }

  /** The draft's expansion of a decapsulation key, which the JDK has in 64 bytes only. */
  private static String expand(String seedHex) {
    byte[] seed = HexFormat.of().parseHex(seedHex);
    SHAKEDigest shake = new SHAKEDigest(256);
    shake.update(seed, 0, seed.length);
    byte[] expanded = new byte[96];
    shake.doFinal(expanded, 0, expanded.length);
    return HexFormat.of().formatHex(expanded);
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  private static String hex(SharedSecret secret) {
    return HexFormat.of().formatHex(secret.secretBytes());
  }
}
