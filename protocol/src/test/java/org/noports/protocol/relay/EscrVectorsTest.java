package org.noports.protocol.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.noports.protocol.vectors.SpecFile.at;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.noports.protocol.ProtocolException;
import org.noports.protocol.crypto.AesKey;
import org.noports.protocol.crypto.Iv;
import org.noports.protocol.crypto.RsaPrivateKey;
import org.noports.protocol.envelope.SigningKeyUri;
import org.noports.protocol.name.SessionId;
import org.noports.protocol.vectors.SpecFile;

/** The challenge and answers of {@code session.json} (sessions.md 3.5). */
class EscrVectorsTest {
  private final JsonNode vectors = SpecFile.vectors("session.json");
  private final JsonNode escr = vectors.required("relayAuthEscr");
  private final AesKey relayKey = AesKey.fromBase64(at(escr, "relayAuthAesKey"));
  private final EscrChallenge challenge = EscrChallenge.parse(at(escr, "challengeLine"));
  private final SessionId session = SessionId.of(at(vectors.required("ids"), "sessionId"));
  private final SigningKeyRecord record =
      SigningKeyRecord.parse(at(vectors.required("apskAdvertisement"), "json"));

  @ParameterizedTest
  @ValueSource(strings = {"withoutKid", "withKid"})
  void theAnswerIsIdentical(String name) {
    JsonNode each = escr.required(name);
    RsaPrivateKey signer =
        RsaPrivateKey.fromText(
            at(vectors.required("keys").required("clientApkam"), "privatePkcs8"));
    EscrAnswer answer =
        EscrAnswer.sign(
            session, challenge, RelaySide.of(at(each, "side")), signer, uri(), kid(name));
    assertThat(answer.signedText()).isEqualTo(at(each, "signedText"));
    assertThat(answer.signature()).isEqualTo(at(each, "signature"));
    EscrLine line = answer.seal(relayKey, Iv.fromBase64(at(each, "iv")));
    assertThat(line.cipherText()).isEqualTo(at(each, "encryptedBase64"));
    assertThat(line.text() + "\n").isEqualTo(at(each, "line"));
    assertThat(line.text().length() + 1).isEqualTo(each.required("bytesOnWire").asInt());

    assertThat(challenge.text() + "\n").isEqualTo(at(escr, "challengeLine"));
    assertThat(EscrChallenge.ACCEPTED + "\n").isEqualTo(at(escr, "acceptLine"));
    assertThat(EscrChallenge.REFUSED + "\n").isEqualTo(at(escr, "rejectLine"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"withoutKid", "withKid"})
  void theAnswerOpensAndVerifies(String name) {
    JsonNode each = escr.required(name);
    EscrLine line = EscrLine.parse(at(each, "line"));
    assertThat(line.sessionId()).isEqualTo(session);
    assertThat(line.text() + "\n").isEqualTo(at(each, "line"));
    String outer = line.text().substring(line.text().indexOf(':') + 1);
    assertThat(new String(Base64.getDecoder().decode(outer), StandardCharsets.UTF_8))
        .isEqualTo(at(each, "outer"));
    assertThat(relayKey.decryptText(line.cipherText(), line.iv()))
        .isEqualTo(at(each, "envelopeBase64"))
        .isEqualTo(
            Base64.getEncoder()
                .encodeToString(at(each, "envelope").getBytes(StandardCharsets.UTF_8)));
    assertThat(Base64.getDecoder().decode(line.cipherText()))
        .hasSize(each.required("paddedPlaintextLength").asInt());

    EscrAnswer answer = line.open(relayKey);
    assertThat(answer.side()).isEqualTo(RelaySide.A);
    assertThat(answer.keyUri()).isEqualTo(uri());
    assertThat(answer.kid()).isEqualTo(kid(name));
    answer.checkAnswers(session, challenge);
    answer.checkSignature(record);

    EscrChallenge other = new EscrChallenge(Base64.getEncoder().encodeToString(new byte[32]));
    assertThatThrownBy(() -> answer.checkAnswers(session, other))
        .isInstanceOf(ProtocolException.class);
    assertThatThrownBy(() -> line.open(AesKey.of(new byte[32])))
        .isInstanceOf(ProtocolException.class);
  }

  private SigningKeyUri uri() {
    return SigningKeyUri.parse(at(vectors.required("apskAdvertisement"), "uri"));
  }

  private @Nullable String kid(String name) {
    return name.equals("withKid") ? at(vectors.required("kid"), "kid") : null;
  }
}
