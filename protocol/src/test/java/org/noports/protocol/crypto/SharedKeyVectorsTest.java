package org.noports.protocol.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.noports.protocol.vectors.SpecFile.at;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.noports.protocol.vectors.SpecFile;
import org.noports.protocol.verb.CommandParser;
import org.noports.protocol.verb.Update;
import org.noports.protocol.wire.ServerLine;
import org.noports.protocol.wire.ServerLineParser;

/** Every value of {@code shared_key.json} (atclient.md 5.2). */
class SharedKeyVectorsTest {
  private final JsonNode vectors = SpecFile.vectors("shared_key.json");
  private final AesKey sharedKey = AesKey.fromBase64(at(vectors, "aesKeyBase64"));

  @Test
  void theSharedKeyTravelsAsItsText() {
    assertThat(sharedKey).isEqualTo(AesKey.of(HexFormat.of().parseHex(at(vectors, "aesKeyHex"))));
    assertThat(at(vectors, "rsaPlaintextIsTheBase64Text")).isEqualTo(sharedKey.secretBase64());
    assertThat(at(vectors, "rsaPlaintextHex"))
        .isEqualTo(
            HexFormat.of().formatHex(sharedKey.secretBase64().getBytes(StandardCharsets.US_ASCII)));
  }

  @Test
  void bothCopiesOpenWithTheirKeys() {
    for (String copy : new String[] {"myCopy", "theirCopy"}) {
      JsonNode each = vectors.required(copy);
      RsaPrivateKey owner = SpecFile.privateKey(at(each, "encryptedFor"));
      assertThat(owner.unwrapKey(at(each, "valueBase64"))).isEqualTo(sharedKey);
      assertThat(owner.decryptText(at(each, "valueBase64"))).isEqualTo(sharedKey.secretBase64());
      assertThat(owner.unwrapKey(owner.publicKey().wrap(sharedKey))).isEqualTo(sharedKey);

      Update update = (Update) CommandParser.parse(at(each, "updateCommand").strip());
      assertThat(update.key().text()).isEqualTo(at(each, "key"));
      assertThat(update.value()).isEqualTo(at(each, "valueBase64"));
      assertThat(update.line() + "\n").isEqualTo(at(each, "updateCommand"));
    }
    for (String pointer :
        new String[] {
          "/myCopy/lookupCommand",
          "/theirCopy/ownersLookupCommand",
          "/theirCopy/recipientsLookupCommand",
          "/recipientPublicKey/command"
        }) {
      String line = vectors.at(pointer).asText();
      assertThat(CommandParser.parse(line.strip()).line() + "\n").isEqualTo(line);
    }
  }

  @Test
  void theFingerprintsAreOfTheRecipientsKey() {
    JsonNode recipient = vectors.required("recipientPublicKey");
    String text = at(recipient, "spkiBase64");
    assertThat(ServerLineParser.parse(at(recipient, "response").split("\n", -1)[0]))
        .isEqualTo(new ServerLine.Data(text));
    assertThat(SpecFile.publicKey("bob_encryption").text()).isEqualTo(text);
    assertThat(Digests.pubKeyCS(text)).isEqualTo(at(vectors, "pubKeyCS"));
    assertThat(Digests.pubKeyHash(text)).isEqualTo(at(vectors.required("pubKeyHash"), "hash"));
    assertThat(at(vectors.required("pubKeyHash"), "hashingAlgo")).isEqualTo("sha512");
  }
}
