package org.noports.protocol.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.noports.protocol.vectors.SpecFile.all;
import static org.noports.protocol.vectors.SpecFile.at;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.noports.protocol.vectors.SpecFile;

/** Every value of {@code rsa_keys.json} (atclient.md 1). */
class RsaKeysVectorsTest {
  static List<JsonNode> keys() {
    return all(SpecFile.vectors("rsa_keys.json").required("keys"));
  }

  @ParameterizedTest
  @MethodSource("keys")
  void everyEncodingGivesTheSameNumbers(JsonNode key) throws Exception {
    BigInteger modulus = new BigInteger(at(key, "modulusHex"), 16);
    BigInteger exponent = new BigInteger(at(key, "publicExponent"));
    assertThat(key.required("bits").asInt()).isEqualTo(2048);

    RsaPublicKey fromSpki = RsaPublicKey.fromText(at(key, "publicSpkiBase64"));
    assertThat(fromSpki.jcaKey().getModulus()).isEqualTo(modulus);
    assertThat(fromSpki.jcaKey().getPublicExponent()).isEqualTo(exponent);
    assertThat(RsaPublicKey.fromAnyForm(at(key, "publicSpkiBase64"))).isEqualTo(fromSpki);
    assertThat(RsaPublicKey.fromAnyForm(at(key, "publicPkcs1Base64"))).isEqualTo(fromSpki);
    assertThat(RsaPublicKey.fromAnyForm(at(key, "publicPem"))).isEqualTo(fromSpki);

    RsaPrivateKey fromPkcs8 = RsaPrivateKey.fromText(at(key, "privatePkcs8Base64"));
    assertThat(RsaPrivateKey.fromText(at(key, "privatePkcs1Base64"))).isEqualTo(fromPkcs8);
    assertThat(RsaPrivateKey.fromAnyForm(at(key, "privatePem"))).isEqualTo(fromPkcs8);
    assertThat(fromPkcs8.publicKey()).isEqualTo(fromSpki);
    byte[] written = Base64.getDecoder().decode(fromPkcs8.secretText());
    assertThat(RsaDer.privateKey(written).getPrivateExponent())
        .isEqualTo(new BigInteger(at(key, "privateExponentHex"), 16));
    assertThat(RsaDer.privateKey(written).getPrimeP())
        .isEqualTo(new BigInteger(at(key, "pHex"), 16));
    assertThat(RsaDer.privateKey(written).getPrimeQ())
        .isEqualTo(new BigInteger(at(key, "qHex"), 16));
  }

  @ParameterizedTest
  @MethodSource("keys")
  void writingGivesTheOneTextForm(JsonNode key) {
    assertThat(RsaPublicKey.fromAnyForm(at(key, "publicPem")).text())
        .isEqualTo(at(key, "publicSpkiBase64"));
    assertThat(RsaPrivateKey.fromAnyForm(at(key, "privatePkcs1Base64")).secretText())
        .isEqualTo(at(key, "privatePkcs8Base64"));
  }

  @ParameterizedTest
  @MethodSource("keys")
  void fingerprintsAreOfTheText(JsonNode key) {
    String text = at(key, "publicSpkiBase64");
    assertThat(Digests.pubKeyCS(text)).isEqualTo(at(key, "md5OfPublicSpkiBase64Text"));
    assertThat(Digests.sha256Hex(text)).isEqualTo(at(key, "sha256OfPublicSpkiBase64Text"));
    assertThat(Digests.pubKeyHash(" " + text + "\n"))
        .isEqualTo(at(key, "sha512OfPublicSpkiBase64Text"));
  }

  @Test
  void aPublicKeyFromTheNetworkMustBeInItsTextForm() {
    JsonNode key = keys().getFirst();
    assertThat(RsaPublicKey.fromText(" " + at(key, "publicSpkiBase64") + "\r\n").text())
        .isEqualTo(at(key, "publicSpkiBase64"));
    for (String form : List.of("publicPkcs1Base64", "publicPem", "privatePkcs8Base64")) {
      assertThatThrownBy(() -> RsaPublicKey.fromText(at(key, form)))
          .as(form)
          .isInstanceOf(CryptoException.class);
    }
    assertThatThrownBy(() -> RsaPrivateKey.fromText(at(key, "privatePem")))
        .isInstanceOf(CryptoException.class)
        .hasMessageContaining("PEM");
  }
}
