package org.noports.protocol.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.noports.protocol.vectors.SpecFile.all;
import static org.noports.protocol.vectors.SpecFile.at;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.noports.protocol.vectors.SpecFile;
import org.noports.protocol.verb.CommandParser;
import org.noports.protocol.verb.Pkam;
import org.noports.protocol.wire.ServerLine;
import org.noports.protocol.wire.ServerLineParser;

/** Every value of {@code pkam.json} (atclient.md 2.1, 2.2, 4.4). */
class PkamVectorsTest {
  private final JsonNode vectors = SpecFile.vectors("pkam.json");
  private final String challenge = at(vectors, "challenge");
  private final RsaPrivateKey signer = SpecFile.privateKey(at(vectors, "signingKey"));

  @Test
  void signaturesAreIdenticalAndVerify() {
    for (JsonNode each : all(vectors.required("cases"))) {
      HashAlgorithm hash = HashAlgorithm.of(at(each, "hashingAlgo"));
      String signature = at(each, "signatureBase64");
      assertThat(signer.sign(challenge, hash)).isEqualTo(signature);
      assertThat(signer.publicKey().verify(challenge, signature, hash)).isTrue();
      assertThat(signer.publicKey().verify(challenge + " ", signature, hash)).isFalse();
      assertThat(signer.publicKey().verify(challenge, signature.substring(1), hash)).isFalse();
    }
  }

  @Test
  void everyCommandFormCarriesTheSignature() {
    for (JsonNode each : all(vectors.required("cases"))) {
      for (Map.Entry<String, JsonNode> form : each.required("commands").properties()) {
        if (form.getValue().isNull()) {
          continue;
        }
        String line = form.getValue().asText().strip();
        Pkam command = (Pkam) CommandParser.parse(line);
        assertThat(command.signature()).as(line).isEqualTo(at(each, "signatureBase64"));
        assertThat(command.line()).isEqualTo(line);
        if (form.getKey().startsWith("withAlgos")) {
          assertThat(command.hashingAlgo()).isEqualTo(at(each, "hashingAlgo"));
        }
      }
      assertThat(ServerLineParser.parse(at(each, "okResponse").split("\n", -1)[0]))
          .isEqualTo(new ServerLine.Data("success"));
    }
  }

  @Test
  void theChallengeIsAllTextAfterThePrefix() {
    assertThat(ServerLineParser.parse(at(vectors, "fromResponse").split("\n", -1)[0]))
        .isEqualTo(new ServerLine.Data(challenge));
    assertThat(CommandParser.parse(at(vectors, "fromRequest").strip()).line())
        .isEqualTo(at(vectors, "fromRequest").strip());
  }

  @Test
  void aSecureElementsSignatureVerifies() {
    JsonNode ecdsa = vectors.required("ecdsaSecp256r1");
    String key = at(ecdsa, "publicKeyHexUncompressed");
    String signature = at(ecdsa, "signatureOnWire");
    assertThat(EcdsaP256.verify(key, challenge, signature)).isTrue();
    assertThat(EcdsaP256.verify(key, challenge + "x", signature)).isFalse();
    assertThat(EcdsaP256.verify(key.substring(2), challenge, signature)).isFalse();
    assertThat(EcdsaP256.verify(key, challenge, at(ecdsa, "signatureCompactHex"))).isFalse();
    Pkam command = (Pkam) CommandParser.parse(at(ecdsa, "command").strip());
    assertThat(command.signature()).isEqualTo(signature);
  }
}
