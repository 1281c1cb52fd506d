package org.noports.protocol.envelope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.noports.protocol.ErrorCode;
import org.noports.protocol.ProtocolException;
import org.noports.protocol.crypto.CryptoException;
import org.noports.protocol.crypto.RsaPrivateKey;
import org.noports.protocol.json.Json;
import org.noports.protocol.json.JsonObject;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.vectors.Mutations;
import org.noports.protocol.vectors.SpecFile;

class SignedEnvelopeTest {
  private final RsaPrivateKey alice = SpecFile.privateKey("alice_encryption");
  private final SignedEnvelope good =
      SignedEnvelope.sign(Json.parseObject("{\"sessionId\":\"s\",\"n\":1}"), alice);

  @ParameterizedTest
  @ValueSource(strings = {"1.0", "1e3", "-0", "9007199254740993", "0.5", "99999999999999999999"})
  void numbersThatTwoProgramsCouldWriteDifferentlyAreRefused(String number) {
    JsonObject payload = Json.parseObject("{\"a\":[{\"n\":" + number + "}]}");
    assertThatThrownBy(() -> SignedEnvelope.sign(payload, alice))
        .isInstanceOf(ProtocolException.class)
        .hasMessageContaining("integer");
    String text = good.text().replace("\"n\":1", "\"n\":" + number);
    assertThatThrownBy(() -> SignedEnvelope.parse(text)).isInstanceOf(ProtocolException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "9007199254740992", "-9007199254740992"})
  void plainIntegersAreSigned(String number) {
    JsonObject payload = Json.parseObject("{\"n\":" + number + "}");
    SignedEnvelope envelope = SignedEnvelope.sign(payload, alice);
    assertThat(SignedEnvelope.parse(envelope.text()).verified(alice.publicKey()))
        .isEqualTo(payload);
  }

  @Test
  void duplicateMembersAreRefused() {
    String inPayload = good.text().replace("\"n\":1", "\"n\":1,\"n\":1");
    String outside = good.text().replace("\"signingAlgo\"", "\"payload\":{},\"signingAlgo\"");
    for (String text : List.of(inPayload, outside)) {
      assertThatThrownBy(() -> SignedEnvelope.parse(text)).isInstanceOf(ProtocolException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"rsa4096", "ecc_secp256r1", "RSA2048", "none", ""})
  void onlyRsa2048Signs(String algorithm) {
    String text = good.text().replace("rsa2048", algorithm);
    assertThatThrownBy(() -> SignedEnvelope.parse(text)).isInstanceOf(CryptoException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"md5", "SHA256", "sha1", ""})
  void onlyTwoHashesAreAccepted(String algorithm) {
    String text = good.text().replace("sha256", algorithm);
    assertThatThrownBy(() -> SignedEnvelope.parse(text)).isInstanceOf(CryptoException.class);
  }

  @Test
  void theHashThatIsNamedIsTheOneChecked() {
    SignedEnvelope other = SignedEnvelope.parse(good.text().replace("sha256", "sha512"));
    assertThatThrownBy(() -> other.verified(alice.publicKey()))
        .isInstanceOf(CryptoException.class)
        .hasMessageNotContaining(good.signature());
  }

  @Test
  void whatIsMissingOrOfAnotherTypeIsNamed() {
    for (String member : List.of("payload", "signature", "hashingAlgo", "signingAlgo")) {
      String missing = good.text().replace("\"" + member + "\"", "\"other\"");
      assertThatThrownBy(() -> SignedEnvelope.parse(missing))
          .isInstanceOf(ProtocolException.class)
          .hasMessageContaining(member);
    }
    assertThatThrownBy(() -> SignedEnvelope.parse("{\"payload\":[]}"))
        .isInstanceOf(ProtocolException.class);
  }

  @Test
  void anEndlessEnvelopeIsRefusedUnread() {
    assertThatThrownBy(() -> SignedEnvelope.parse("[".repeat(SignedEnvelope.MAX_LENGTH + 1)))
        .isInstanceOfSatisfying(
            ProtocolException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.AT0005));
  }

  @Test
  void memberOrderOfTheEnvelopeIsFree() {
    JsonObject whole = good.whole();
    String turned =
        "{\"signingAlgo\":\"rsa2048\",\"hashingAlgo\":\"sha256\",\"signature\":\""
            + good.signature()
            + "\",\"extra\":null,\"payload\":"
            + whole.object("payload").canonical()
            + "}";
    assertThat(SignedEnvelope.parse(turned).verified(alice.publicKey())).isEqualTo(good.payload());
  }

  @Test
  void signingKeysAreNamedInOneForm() {
    SigningKeyUri uri = SigningKeyUri.parse("_apsk.AB-1_c.a.__e@Alice");
    assertThat(uri.text()).isEqualTo("public:_apsk.ab-1_c.a.__e@alice");
    assertThat(uri.owner()).isEqualTo(AtSign.of("@alice"));
    assertThat(uri.enrollmentId()).isEqualTo("ab-1_c");
    for (String wrong :
        List.of(
            "",
            "public:publickey@alice",
            "public:_apsk.x.r.__e@alice",
            "public:_apsk..a.__e@alice",
            "public:_apsk.a b.a.__e@alice",
            "public:_apsk.x.a.__e@",
            "public:_apsk.x.a.__e@a@b",
            "public:_apsk.x.a.__e@alice\n",
            "public:_apsk.x.a.__e@al:ice",
            "public:_apsk." + "x".repeat(300) + ".a.__e@alice")) {
      assertThatThrownBy(() -> SigningKeyUri.parse(wrong))
          .as(wrong)
          .isInstanceOf(ProtocolException.class);
    }
  }

  @Test
  void damagedEnvelopesAreRefusedAndNeverVerifyAsSomethingElse() {
    Mutations.survive(
        21,
        3000,
        List.of(good.text()),
        text -> {
          JsonObject payload = SignedEnvelope.parse(text).verified(alice.publicKey());
          assertThat(payload.canonical()).isEqualTo(good.payload().canonical());
        });
  }
}
