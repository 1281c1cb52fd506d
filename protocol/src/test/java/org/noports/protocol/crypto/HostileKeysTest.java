package org.noports.protocol.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.noports.protocol.vectors.Mutations;
import org.noports.protocol.vectors.SpecFile;

/** Keys, cipher texts and signatures that must be refused. */
class HostileKeysTest {
  private final RsaPrivateKey privateKey = SpecFile.privateKey("alice_encryption");
  private final RsaPublicKey publicKey = privateKey.publicKey();

  @ParameterizedTest
  @ValueSource(ints = {1024, 2047, 2049, 3072})
  void onlyExactly2048BitsAreRead(int bits) throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(bits);
    KeyPair pair = generator.generateKeyPair();
    assertThatThrownBy(() -> RsaPublicKey.fromText(base64(pair.getPublic().getEncoded())))
        .isInstanceOf(CryptoException.class)
        .hasMessageContaining("2048");
    assertThatThrownBy(() -> RsaPrivateKey.fromText(base64(pair.getPrivate().getEncoded())))
        .isInstanceOf(CryptoException.class)
        .hasMessageContaining("2048");
  }

  @Test
  void derWithMoreOrLessThanTheKeyIsRefused() {
    byte[] spki = Base64.getDecoder().decode(publicKey.text());
    byte[] pkcs8 = Base64.getDecoder().decode(privateKey.secretText());
    for (byte[] der : List.of(spki, pkcs8)) {
      byte[] longer = Arrays.copyOf(der, der.length + 1);
      byte[] shorter = Arrays.copyOf(der, der.length - 1);
      for (byte[] wrong : List.of(longer, shorter, new byte[0], new byte[] {0x30})) {
        assertThatThrownBy(() -> RsaPublicKey.fromAnyForm(base64(wrong)))
            .isInstanceOf(CryptoException.class);
        assertThatThrownBy(() -> RsaPrivateKey.fromAnyForm(base64(wrong)))
            .isInstanceOf(CryptoException.class);
      }
    }
  }

  @Test
  void aPrivateKeyWhoseNumbersDoNotBelongTogetherIsRefused() {
    byte[] pkcs8 = Base64.getDecoder().decode(privateKey.secretText());
    int refused = 0;
    // The numbers begin behind some 40 bytes of structure; one flipped bit in any of them counts.
    for (int at = 60; at < pkcs8.length; at += 97) {
      byte[] flipped = pkcs8.clone();
      flipped[at] ^= 1;
      assertThatThrownBy(() -> RsaPrivateKey.fromText(base64(flipped)))
          .isInstanceOf(CryptoException.class);
      refused++;
    }
    assertThat(refused).isGreaterThan(10);
  }

  @Test
  void anEvenOrTrivialExponentIsRefused() {
    byte[] spki = Base64.getDecoder().decode(publicKey.text());
    for (byte last : new byte[] {0, 2}) {
      byte[] even = spki.clone();
      even[even.length - 1] = last;
      assertThatThrownBy(() -> RsaPublicKey.fromText(base64(even)))
          .isInstanceOf(CryptoException.class);
    }
  }

  @Test
  void everythingThatDoesNotDecryptFailsInOneWay() {
    String other = SpecFile.publicKey("bob_encryption").encryptText("x".repeat(44));
    String notAKey = publicKey.encryptText("x".repeat(44));
    String shortKey = publicKey.encryptText(base64(new byte[31]));
    String shortIv = publicKey.encryptText(base64(new byte[15]));
    for (String cipherText :
        List.of(
            "", "AAAA", base64(new byte[256]), base64(new byte[255]), other, notAKey, shortKey)) {
      assertThatThrownBy(() -> privateKey.unwrapKey(cipherText))
          .isInstanceOf(CryptoException.class)
          .hasMessage("cannot decrypt: wrong key, or the text is damaged")
          .hasNoCause();
    }
    for (String cipherText : List.of(shortIv, notAKey, other)) {
      assertThatThrownBy(() -> privateKey.unwrapIv(cipherText))
          .isInstanceOf(CryptoException.class)
          .hasMessage("cannot decrypt: wrong key, or the text is damaged")
          .hasNoCause();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "AA", "AA==\n", "AB==", "A===", "AAAA====", "_-__", "AA=A", "é"})
  void base64ThatIsNotItsOwnEncodingIsRefused(String text) {
    if (!text.isEmpty()) {
      assertThatThrownBy(() -> StrictBase64.decode(text, "it")).isInstanceOf(CryptoException.class);
    }
    assertThatThrownBy(() -> AesKey.fromBase64(text)).isInstanceOf(CryptoException.class);
    assertThatThrownBy(() -> Iv.fromBase64(text)).isInstanceOf(CryptoException.class);
    assertThat(publicKey.verify("text", text, HashAlgorithm.SHA256)).isFalse();
    assertThat(EcdsaP256.verify("04", "text", text)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"md5", "SHA256", "sha-256", "", "argon2id"})
  void onlyTwoHashesAreKnown(String name) {
    assertThatThrownBy(() -> HashAlgorithm.of(name)).isInstanceOf(CryptoException.class);
  }

  @Test
  void passphrasesArePrintableAsciiOfEightCharactersAndMore() {
    for (String wrong : List.of("", "seven77", "tab\tinside", "grüße grüße", "x".repeat(1025))) {
      assertThatThrownBy(() -> Passphrase.of(wrong))
          .isInstanceOf(CryptoException.class)
          .hasMessageStartingWith("a passphrase has");
    }
    assertThat(Passphrase.of("eight888").toString()).doesNotContain("eight");
  }

  @Test
  void secretsDoNotPrint() {
    AesKey key = AesKey.random(new SecureRandom());
    RsaKeyPair pair = RsaKeyPair.of(privateKey);
    assertThat(key.toString()).doesNotContain(key.secretBase64());
    assertThat(pair.toString()).doesNotContain(privateKey.secretText().substring(0, 60));
  }

  @Test
  void aPairOfStrangersIsRefused() {
    RsaPublicKey stranger = SpecFile.publicKey("bob_encryption");
    assertThatThrownBy(() -> new RsaKeyPair(stranger, privateKey))
        .isInstanceOf(CryptoException.class);
  }

  @Test
  void aGeneratedPairReadsBack() {
    RsaKeyPair pair = RsaKeyPair.generate(new SecureRandom());
    assertThat(RsaPublicKey.fromText(pair.publicKey().text())).isEqualTo(pair.publicKey());
    assertThat(RsaPrivateKey.fromText(pair.privateKey().secretText())).isEqualTo(pair.privateKey());
  }

  @Test
  void damagedKeysAreRefusedWithOurOwnError() {
    List<String> texts = List.of(publicKey.text(), privateKey.secretText());
    Mutations.survive(1, 300, texts, RsaPublicKey::fromAnyForm);
    Mutations.survive(2, 300, texts, RsaPrivateKey::fromAnyForm);
    Mutations.survive(
        3,
        300,
        List.of(privateKey.sign("t", HashAlgorithm.SHA256)),
        s -> publicKey.verify("t", s, HashAlgorithm.SHA256));
    Mutations.survive(4, 300, List.of(publicKey.encryptText("t")), privateKey::decryptText);
    AesKey key = AesKey.of(new byte[32]);
    Mutations.survive(
        5, 300, List.of(key.encryptText("text", Iv.ZERO)), s -> key.decryptText(s, Iv.ZERO));
  }

  /** Bits flipped in the DER itself reach deeper than damage to its base64 text. */
  @Test
  void damagedDerIsRefusedWithOurOwnError() {
    byte[] pkcs8 = Base64.getDecoder().decode(privateKey.secretText());
    byte[] spki = Base64.getDecoder().decode(publicKey.text());
    for (int at = 0; at < 60; at++) {
      for (int bit = 0; bit < 8; bit++) {
        byte[] one = pkcs8.clone();
        one[at] ^= (byte) (1 << bit);
        byte[] two = spki.clone();
        two[at] ^= (byte) (1 << bit);
        refused(() -> RsaPrivateKey.fromAnyForm(base64(one)));
        refused(() -> RsaPublicKey.fromAnyForm(base64(two)));
      }
    }
  }

  private static void refused(Runnable reading) {
    try {
      reading.run();
    } catch (CryptoException expected) {
      // A flipped bit of the modulus of a public key cannot be noticed; all else must be.
    }
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
