package org.noports.protocol.session;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.noports.protocol.vectors.SpecFile.all;
import static org.noports.protocol.vectors.SpecFile.at;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.noports.protocol.crypto.AesKey;
import org.noports.protocol.crypto.CryptoException;
import org.noports.protocol.crypto.Digests;
import org.noports.protocol.crypto.RsaKeyPair;
import org.noports.protocol.crypto.RsaPrivateKey;
import org.noports.protocol.crypto.RsaPublicKey;
import org.noports.protocol.envelope.EnrollmentSignature;
import org.noports.protocol.envelope.SignedEnvelope;
import org.noports.protocol.envelope.SigningKeyUri;
import org.noports.protocol.json.Json;
import org.noports.protocol.json.JsonObject;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.name.SessionId;
import org.noports.protocol.relay.AuthMode;
import org.noports.protocol.relay.AuthModesHint;
import org.noports.protocol.relay.Nonce;
import org.noports.protocol.relay.PayloadAuthLine;
import org.noports.protocol.relay.PortAnswer;
import org.noports.protocol.relay.PortRequest;
import org.noports.protocol.relay.SigningKeyRecord;
import org.noports.protocol.vectors.SpecFile;

/** The messages of {@code session.json}; streams and relay authentication have their own tests. */
class SessionVectorsTest {
  private final JsonNode vectors = SpecFile.vectors("session.json");
  private final JsonNode ids = vectors.required("ids");
  private final SessionId session = SessionId.of(at(ids, "sessionId"));
  private final Nonce clientNonce = Nonce.of(at(ids, "clientNonce"));
  private final Nonce rvdNonce = Nonce.of(at(ids, "rvdNonce"));

  @Test
  void everyKeyReadsAndItsHalvesBelongTogether() {
    for (JsonNode each : all(vectors.required("keys"))) {
      RsaPrivateKey privateKey = RsaPrivateKey.fromText(at(each, "privatePkcs8"));
      assertThat(privateKey.publicKey().text()).isEqualTo(at(each, "publicX509"));
      assertThat(privateKey.secretText()).isEqualTo(at(each, "privatePkcs8"));
    }
  }

  @Test
  void canonicalTextIsIdentical() {
    for (JsonNode each : all(vectors.required("canonicalJson"))) {
      String canonical = Json.parse(at(each, "valueAsAsciiJson")).canonical();
      assertThat(canonical).isEqualTo(at(each, "canonicalText"));
      assertThat(HexFormat.of().formatHex(canonical.getBytes(StandardCharsets.UTF_8)))
          .isEqualTo(at(each, "canonicalUtf8Hex"));
    }
  }

  @Test
  void payloadAuthLinesAreIdenticalAndVerify() {
    JsonNode auth = vectors.required("relayAuthPayload");
    for (String side : new String[] {"sideA", "sideB"}) {
      JsonNode each = auth.required(side);
      RsaPrivateKey key = key(at(each, "key"));
      String line = PayloadAuthLine.line(session, clientNonce, rvdNonce, key) + "\n";
      assertThat(line).isEqualTo(at(each, "line"));
      assertThat(line.getBytes(StandardCharsets.UTF_8))
          .hasSize(auth.required("sideA").required("bytesOnWire").asInt());
      assertThat(SignedEnvelope.parse(line.strip()).payload().canonical())
          .isEqualTo(at(auth, "signedText"));
      assertThat(PayloadAuthLine.verify(line, session, clientNonce, rvdNonce, key.publicKey()))
          .isTrue();
      assertThat(PayloadAuthLine.verify(line, session, clientNonce, clientNonce, key.publicKey()))
          .isFalse();
      assertThat(
              PayloadAuthLine.verify(
                  line, session, clientNonce, rvdNonce, key("clientEphemeral").publicKey()))
          .isFalse();
    }
  }

  @Test
  void theKeyIdIsOfTheDecodedKey() {
    JsonNode kid = vectors.required("kid");
    assertThat(Digests.kid(at(kid, "publicX509"))).isEqualTo(at(kid, "kid"));
    assertThat(at(kid, "rule")).contains("SHA-256");
  }

  @Test
  void theSigningKeyRecordReadsInBothForms() {
    JsonNode record = vectors.required("apskAdvertisement");
    SigningKeyUri uri = SigningKeyUri.of(at(ids, "clientEnrollmentId"), AtSign.of("@alice"));
    assertThat(uri.text()).isEqualTo(at(record, "uri"));
    assertThat(SigningKeyUri.parse(at(record, "uri"))).isEqualTo(uri);
    assertThat(uri.owner()).isEqualTo(AtSign.of("@alice"));
    assertThat(uri.enrollmentId()).isEqualTo(at(ids, "clientEnrollmentId"));
    assertThat(SigningKeyRecord.parse(at(record, "bare")))
        .isEqualTo(SigningKeyRecord.parse(at(record, "json")));
  }

  @Test
  void relayMessagesReadAndWrite() {
    JsonNode messages = vectors.required("relayMessages");
    PortRequest old = PortRequest.parse(Json.parseObject(at(messages, "requestOld")));
    assertThat(old.relayAuthMode()).isEqualTo(AuthMode.PAYLOAD);
    assertThat(old.relayAuthAesKey()).isNull();
    assertThat(old.multipleAcksOk() || old.sendJsonResponse() || old.only443()).isFalse();
    assertThat(old.clientNonce()).isEqualTo(clientNonce);

    PortRequest request = PortRequest.parse(Json.parseObject(at(messages, "requestNew")));
    assertThat(request.toJson().canonical()).isEqualTo(at(messages, "requestNew"));
    assertThat(request.sessionId()).isEqualTo(session);
    assertThat(request.preFetch()).hasSize(1);

    PortAnswer csv = PortAnswer.parse(at(messages, "responseCsv"), true);
    PortAnswer json = PortAnswer.parse(at(messages, "responseJson"), true);
    assertThat(csv.toCsv()).isEqualTo(at(messages, "responseCsv"));
    assertThat(json.toJson().canonical()).isEqualTo(at(messages, "responseJson"));
    assertThat(json.toCsv()).isEqualTo(at(messages, "responseCsv"));
    assertThat(csv.autoDetectsRelayAuth()).isFalse();
    assertThat(json.autoDetectsRelayAuth()).isTrue();
    assertThat(csv.rvdNonce()).isEqualTo(rvdNonce);

    AuthModesHint hint = AuthModesHint.parse(Json.parseObject(at(messages, "authModes")));
    assertThat(hint)
        .isEqualTo(new AuthModesHint(session, rvdNonce, AuthMode.ESCR, AuthMode.PAYLOAD));
    assertThat(hint.toJson().canonical()).isEqualTo(at(messages, "authModes"));
  }

  @Test
  void theRequestReadsWritesAndVerifies() {
    JsonNode npt = vectors.required("nptRequest");
    RsaPrivateKey client = key("clientEncryption");
    SignedEnvelope envelope = SignedEnvelope.parse(at(npt, "envelopeText"));
    JsonObject payload = envelope.verified(client.publicKey());
    assertThat(payload.canonical()).isEqualTo(at(npt, "payloadText"));
    assertThat(envelope.enrollmentSignature()).isNull();

    RsaKeyPair pair = new RsaKeyPair(client.publicKey(), client);
    SigningKeyUri uri = SigningKeyUri.of("primary", AtSign.of("@alice"));
    SignedEnvelope twice = SignedEnvelope.parse(envelope.countersigned(uri, pair).text());
    EnrollmentSignature second = requireNonNull(twice.enrollmentSignature());
    assertThat(twice.verified(client.publicKey())).isEqualTo(payload);
    assertThat(second.keyUri()).isEqualTo(uri);
    SigningKeyRecord.parse(client.publicKey().text())
        .check(
            at(npt, "payloadText"),
            second.signature(),
            second.signingAlgo(),
            second.hashingAlgo(),
            second.kid());

    NptRequest request = NptRequest.from(payload);
    assertThat(request.toJson().canonical()).isEqualTo(at(npt, "payloadText"));
    assertThat(SignedEnvelope.sign(request.toJson(), client).text())
        .isEqualTo(at(npt, "envelopeText"));
    assertThat(request.requested()).isEqualTo(ServiceAddress.of("localhost", 22));
    assertThat(request.timeout()).isEqualTo(Duration.ofSeconds(30));
    assertThat(request.rendezvous().relayAtSign()).isEqualTo(AtSign.of("@relay"));
    assertThat(ephemeral(request)).isEqualTo(key("clientEphemeral").publicKey());
  }

  @Test
  void theEnrollmentSignatureVerifiesWithTheRecord() {
    JsonNode npt = vectors.required("nptRequest");
    SignedEnvelope envelope = SignedEnvelope.parse(at(npt, "envelopeWithEnrollmentSignature"));
    assertThat(envelope.text()).isEqualTo(at(npt, "envelopeWithEnrollmentSignature"));
    String signed = envelope.verified(key("clientEncryption").publicKey()).canonical();
    EnrollmentSignature second = Objects.requireNonNull(envelope.enrollmentSignature());
    assertThat(second.keyUri().text()).isEqualTo(at(vectors.required("apskAdvertisement"), "uri"));
    for (String form : new String[] {"bare", "json"}) {
      SigningKeyRecord record =
          SigningKeyRecord.parse(at(vectors.required("apskAdvertisement"), form));
      check(record, signed, second);
      assertThatThrownBy(() -> check(record, signed + " ", second))
          .isInstanceOf(CryptoException.class);
    }
  }

  @Test
  void theAnswersKeysOpenInBothForms() {
    JsonNode answer = vectors.required("daemonResponse");
    JsonNode clear = answer.required("clear");
    RsaPrivateKey ephemeral = key("clientEphemeral");
    RsaPublicKey daemon = key("daemonEncryption").publicKey();
    assertThat(at(answer, "note")).isNotEmpty();
    for (String form : List.of("oldEnvelope", "twinEnvelope")) {
      boolean twin = form.equals("twinEnvelope");
      SessionReply reply = SessionReply.parse(at(answer, form));
      JsonObject payload = ((SessionReply.Signed) reply).envelope().verified(daemon);
      SessionAnswer read = SessionAnswer.from(payload);
      assertThat(read.sessionId()).isEqualTo(session);
      assertThat(read.toJson().canonical()).isEqualTo(payload.canonical());
      assertThat(SignedEnvelope.sign(read.toJson(), key("daemonEncryption")).text())
          .isEqualTo(at(answer, form));

      SessionKeys keys = SessionKeys.unwrap(payload, ephemeral);
      assertThat(keys.twin()).isEqualTo(twin);
      assertThat(keys.keyC2D().secretBase64()).isEqualTo(at(clear, "aesKeyC2D"));
      assertThat(keys.ivC2D().base64()).isEqualTo(at(clear, "ivC2D"));
      assertThat(keys.keyD2C().secretBase64())
          .isEqualTo(at(clear, twin ? "aesKeyD2C" : "aesKeyC2D"));
      assertThat(keys.ivD2C().base64()).isEqualTo(at(clear, twin ? "ivD2C" : "ivC2D"));
      assertThat(keys.wrap(ephemeral.publicKey()).unwrap(ephemeral)).isEqualTo(keys);
      assertThat(keys.toString()).doesNotContain(at(clear, "aesKeyC2D"));
    }
  }

  @Test
  void theRelaysKeyIsAnAesKey() {
    assertThat(AesKey.fromBase64(at(vectors.required("relayAuthEscr"), "relayAuthAesKey")))
        .isEqualTo(
            PortRequest.parse(Json.parseObject(at(vectors.required("relayMessages"), "requestNew")))
                .relayAuthAesKey());
  }

  private static void check(SigningKeyRecord record, String signed, EnrollmentSignature by) {
    record.check(signed, by.signature(), by.signingAlgo(), by.hashingAlgo(), by.kid());
  }

  private static RsaPublicKey ephemeral(NptRequest request) {
    return Objects.requireNonNull(request.rendezvous().ephemeralKey()).key();
  }

  private RsaPrivateKey key(String name) {
    return RsaPrivateKey.fromText(at(vectors.required("keys").required(name), "privatePkcs8"));
  }
}
