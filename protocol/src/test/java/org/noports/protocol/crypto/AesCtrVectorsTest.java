package org.noports.protocol.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.noports.protocol.vectors.SpecFile.all;
import static org.noports.protocol.vectors.SpecFile.at;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.noports.protocol.vectors.SpecFile;

/** Every value of {@code aes_ctr.json} (atclient.md 2.4). */
class AesCtrVectorsTest {
  private static final HexFormat HEX = HexFormat.of();

  private final JsonNode vectors = SpecFile.vectors("aes_ctr.json");
  private final AesKey key = AesKey.fromBase64(at(vectors, "keyBase64"));

  @Test
  void theKeyAndTheIvHaveOneTextForm() {
    assertThat(key).isEqualTo(AesKey.of(HEX.parseHex(at(vectors, "keyHex"))));
    assertThat(Iv.fromBase64(at(vectors, "givenIvBase64")))
        .isEqualTo(Iv.of(HEX.parseHex(at(vectors, "givenIvHex"))));
  }

  @Test
  void everyCaseEncryptsAndDecrypts() {
    for (JsonNode each : all(vectors.required("cases"))) {
      byte[] plain = HEX.parseHex(at(each, "plaintextHex"));
      Iv iv = Iv.of(HEX.parseHex(at(each, "ivHex")));
      assertThat(plain).hasSize(each.required("length").asInt());
      if (!each.required("ivNonceBase64").isNull()) {
        assertThat(Iv.fromBase64(at(each, "ivNonceBase64"))).isEqualTo(iv);
      }

      byte[] cipherText = key.encrypt(plain, iv);
      assertThat(HEX.formatHex(cipherText)).isEqualTo(at(each, "ciphertextHex"));
      assertThat(StrictBase64.encode(cipherText)).isEqualTo(at(each, "ciphertextBase64"));
      assertThat(key.decrypt(cipherText, iv)).isEqualTo(plain);

      if (!each.required("paddedHex").isNull()) {
        byte[] stream = cipherText.clone();
        new CtrStream(key, iv).apply(stream, 0, stream.length);
        assertThat(HEX.formatHex(stream)).isEqualTo(at(each, "paddedHex"));
      }
    }
  }

  @Test
  void everyTextEncryptsAndDecrypts() {
    Iv given = Iv.fromBase64(at(vectors, "givenIvBase64"));
    for (JsonNode each : all(vectors.required("texts"))) {
      String text = at(each, "text");
      assertThat(HEX.formatHex(text.getBytes(StandardCharsets.UTF_8)))
          .isEqualTo(at(each, "utf8Hex"));
      assertThat(key.encryptText(text, Iv.ZERO)).isEqualTo(at(each, "zeroIvBase64"));
      assertThat(key.encryptText(text, given)).isEqualTo(at(each, "givenIvBase64"));
      assertThat(key.decryptText(at(each, "zeroIvBase64"), Iv.ZERO)).isEqualTo(text);
      assertThat(key.decryptText(at(each, "givenIvBase64"), given)).isEqualTo(text);
    }
  }

  @Test
  void badPaddingIsRefusedInOneWay() {
    for (JsonNode each : all(vectors.required("mustFail"))) {
      byte[] cipherText = HEX.parseHex(at(each, "ciphertextHex"));
      Iv iv = Iv.of(HEX.parseHex(at(each, "ivHex")));
      assertThatThrownBy(() -> key.decrypt(cipherText, iv))
          .as(at(each, "why"))
          .isInstanceOf(CryptoException.class)
          .hasMessage("cannot decrypt: wrong key, or the text is damaged");
    }
  }
}
