package org.noports.protocol.envelope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.noports.protocol.vectors.SpecFile.all;
import static org.noports.protocol.vectors.SpecFile.at;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.noports.protocol.crypto.CryptoException;
import org.noports.protocol.crypto.RsaPrivateKey;
import org.noports.protocol.json.JsonObject;
import org.noports.protocol.name.SessionId;
import org.noports.protocol.relay.Nonce;
import org.noports.protocol.relay.PayloadAuthLine;
import org.noports.protocol.session.SessionKeys;
import org.noports.protocol.vectors.SpecFile;

/** Every value of {@code envelope.json} (atclient.md 11). */
class EnvelopeVectorsTest {
  private final JsonNode vectors = SpecFile.vectors("envelope.json");

  @Test
  void everyEnvelopeVerifiesOverTheSignedText() {
    assertThat(at(vectors, "rule")).contains("insertion order");
    for (JsonNode each : all(vectors.required("cases"))) {
      String name = at(each, "name");
      RsaPrivateKey signer = SpecFile.privateKey(at(each, "signingKey"));
      SignedEnvelope envelope = SignedEnvelope.parse(at(each, "envelope"));
      assertThat(envelope.payload().canonical()).as(name).isEqualTo(at(each, "signedText"));
      assertThat(
              HexFormat.of()
                  .formatHex(envelope.payload().canonical().getBytes(StandardCharsets.UTF_8)))
          .isEqualTo(at(each, "signedTextHex"));
      assertThat(envelope.signature()).isEqualTo(at(each, "signatureBase64"));
      assertThat(envelope.verified(signer.publicKey())).isEqualTo(envelope.payload());
      assertThat(signer.sign(at(each, "signedText"), envelope.hashingAlgo()))
          .isEqualTo(at(each, "signatureBase64"));
      assertThat(envelope.text()).isEqualTo(at(each, "envelope"));
      if (!name.equals("sha512")) {
        assertThat(SignedEnvelope.sign(envelope.payload(), signer).text())
            .isEqualTo(at(each, "envelope"));
      }
    }
  }

  @Test
  void everyNegativeCaseIsRefusedButTheBlanksOfReserialisers() {
    RsaPrivateKey alice = SpecFile.privateKey("alice_encryption");
    for (JsonNode each : all(vectors.required("negative"))) {
      SignedEnvelope envelope = SignedEnvelope.parse(at(each, "envelope"));
      if (at(each, "expect").equals("reject")) {
        assertThatThrownBy(() -> envelope.verified(alice.publicKey()))
            .as(at(each, "name"))
            .isInstanceOf(CryptoException.class);
      } else {
        // We write the payload again before we verify, as the reference does.
        assertThat(at(each, "name")).isEqualTo("whitespaceInPayload");
        assertThat(envelope.verified(alice.publicKey())).isEqualTo(envelope.payload());
        assertThat(envelope.text()).isNotEqualTo(at(each, "envelope"));
      }
    }
  }

  @Test
  void theAnswersSessionKeysOpenWithTheEphemeralKey() {
    JsonNode secrets = vectors.required("sessionSecrets");
    RsaPrivateKey ephemeral = SpecFile.privateKey(at(secrets, "decryptWith"));
    JsonObject answer = envelope("nptResponse").payload();
    SessionKeys keys = SessionKeys.unwrap(answer, ephemeral);
    assertThat(keys.keyC2D().secretBase64()).isEqualTo(at(secrets, "sessionAESKeyBase64"));
    assertThat(keys.ivC2D().base64()).isEqualTo(at(secrets, "sessionIVBase64"));
    assertThat(keys.twin()).isFalse();
    assertThat(envelope("nptRequest").payload().string("clientEphemeralPK"))
        .isEqualTo(ephemeral.publicKey().text());
  }

  @Test
  void theRelayLineIsTheEnvelopeAndALineFeed() {
    JsonObject payload = envelope("relayAuthString").payload();
    SessionId session = SessionId.of(payload.string("sessionId"));
    Nonce clientNonce = Nonce.of(payload.string("clientNonce"));
    Nonce rvdNonce = Nonce.of(payload.string("rvdNonce"));
    RsaPrivateKey alice = SpecFile.privateKey("alice_encryption");
    String line = PayloadAuthLine.line(session, clientNonce, rvdNonce, alice);
    assertThat(line + "\n").isEqualTo(at(vectors, "relayHandshakeLine"));
    assertThat(
            PayloadAuthLine.verify(
                at(vectors, "relayHandshakeLine"),
                session,
                clientNonce,
                rvdNonce,
                alice.publicKey()))
        .isTrue();
  }

  private SignedEnvelope envelope(String name) {
    for (JsonNode each : vectors.required("cases")) {
      if (at(each, "name").equals(name)) {
        return SignedEnvelope.parse(at(each, "envelope"));
      }
    }
    throw new AssertionError(name);
  }
}
