package org.noports.protocol.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.noports.protocol.vectors.SpecFile.all;
import static org.noports.protocol.vectors.SpecFile.at;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.noports.protocol.vectors.SpecFile;
import org.noports.protocol.verb.CommandParser;
import org.noports.protocol.verb.Update;

/** Every value of {@code self_and_public_data.json} (atclient.md 5.6). */
class SelfAndPublicDataVectorsTest {
  private final JsonNode vectors = SpecFile.vectors("self_and_public_data.json");

  @Test
  void selfEncryptedValuesAreIdentical() {
    for (JsonNode each : all(vectors.required("self"))) {
      AesKey key = AesKey.fromBase64(at(each, "selfEncryptionKeyBase64"));
      Iv iv = each.required("ivNonce").isNull() ? Iv.ZERO : Iv.fromBase64(at(each, "ivNonce"));
      assertThat(key.encryptText(at(each, "plaintext"), iv)).isEqualTo(at(each, "valueBase64"));
      assertThat(key.decryptText(at(each, "valueBase64"), iv)).isEqualTo(at(each, "plaintext"));
      Update update = (Update) CommandParser.parse(at(each, "updateCommand").strip());
      assertThat(update.key().text()).isEqualTo(at(each, "key"));
      assertThat(update.value()).isEqualTo(at(each, "valueBase64"));
      assertThat(update.line() + "\n").isEqualTo(at(each, "updateCommand"));
    }
  }

  @Test
  void publicValuesAreSignedBeforeTheyAreEncoded() {
    for (JsonNode each : all(vectors.required("public"))) {
      RsaPrivateKey signer = SpecFile.privateKey(at(each, "signingKey"));
      String signature = at(each, "dataSignature");
      assertThat(signer.sign(at(each, "value"), HashAlgorithm.SHA256)).isEqualTo(signature);
      Update update = (Update) CommandParser.parse(at(each, "updateCommand").strip());
      assertThat(update.metadata().dataSignature()).isEqualTo(signature);
      assertThat(update.line() + "\n").isEqualTo(at(each, "updateCommand"));
      String value = update.value();
      if (each.has("encoding")) {
        assertThat(update.metadata().encoding()).isEqualTo(at(each, "encoding"));
        assertThat(value).isEqualTo(at(each, "wireValue"));
        value = new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8);
      }
      assertThat(value).isEqualTo(at(each, "value"));
      assertThat(signer.publicKey().verify(value, signature, HashAlgorithm.SHA256)).isTrue();
    }
  }
}
