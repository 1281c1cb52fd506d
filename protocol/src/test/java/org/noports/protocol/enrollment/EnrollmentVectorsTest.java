package org.noports.protocol.enrollment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.noports.protocol.vectors.SpecFile.at;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import org.noports.protocol.crypto.AesKey;
import org.noports.protocol.crypto.CryptoException;
import org.noports.protocol.crypto.Iv;
import org.noports.protocol.crypto.RsaPrivateKey;
import org.noports.protocol.json.Json;
import org.noports.protocol.json.JsonObject;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.vectors.SpecFile;
import org.noports.protocol.verb.CommandParser;
import org.noports.protocol.wire.ServerLine;
import org.noports.protocol.wire.ServerLineParser;

/** Every value of {@code enrollment.json} (atclient.md 6.3, 6.5). */
class EnrollmentVectorsTest {
  private static final AtSign ALICE = AtSign.of("@alice");

  private final JsonNode vectors = SpecFile.vectors("enrollment.json");
  private final RsaPrivateKey encryption = SpecFile.privateKey("alice_encryption");
  private final JsonNode request = vectors.required("request");
  private final AesKey symmetricKey = AesKey.fromBase64(at(request, "apkamSymmetricKeyBase64"));
  private final String id = at(request, "enrollmentId");
  private final AesKey selfKey =
      AesKey.fromBase64(at(vectors.required("pickUp").required(1), "plaintext"));

  @Test
  void theFirstEnrollmentIsIdentical() {
    JsonNode first = vectors.required("firstEnrollment");
    AesKey key = AesKey.fromBase64(at(first, "apkamSymmetricKeyBase64"));
    JsonObject parameters =
        FirstEnrollment.request(
            FirstEnrollment.APP_NAME,
            FirstEnrollment.DEVICE_NAME,
            SealedKeys.withoutIvs(encryption, selfKey, key),
            SpecFile.publicKey("alice_pkam"));
    assertThat("enroll:request:" + parameters.canonical() + "\n").isEqualTo(at(first, "command"));

    JsonObject without =
        FirstEnrollment.request(
            FirstEnrollment.APP_NAME,
            FirstEnrollment.DEVICE_NAME,
            SpecFile.publicKey("alice_pkam"));
    assertThat("enroll:request:" + without.canonical() + "\n")
        .isEqualTo(at(first, "commandWithoutEncryptedKeys"));
    assertThat(at(first, "noteOnCommandWithoutEncryptedKeys")).isNotEmpty();
    assertRoundTrip(at(first, "command"));
    assertRoundTrip(at(first, "commandWithoutEncryptedKeys"));
    assertThat(state(at(first, "response"))).isEqualTo(EnrollmentState.APPROVED);
  }

  @Test
  void theRequestIsIdenticalButForItsRandomPart() {
    SequencedMap<String, String> rights = new LinkedHashMap<>();
    rights.put("sshnp", "rw");
    rights.put("sshrvd", "rw");
    JsonObject sent = parameters(at(request, "command"));
    EnrollmentRequest ours =
        new EnrollmentRequest(
            "noports",
            "dev1",
            rights,
            at(request, "otp"),
            sent.string("encryptedAPKAMSymmetricKey"),
            SpecFile.publicKey(at(request, "apkamKey")),
            Duration.ZERO);
    assertThat("enroll:request:" + ours.toJson().canonical() + "\n")
        .isEqualTo(at(request, "command"));
    assertThat(encryption.unwrapKey(sent.string("encryptedAPKAMSymmetricKey")))
        .isEqualTo(symmetricKey);

    JsonNode lookup = request.required("publicKeyLookup");
    assertRoundTrip(at(lookup, "command"));
    assertThat(data(at(lookup, "response"))).isEqualTo(encryption.publicKey().text());
    EnrollmentRequest fresh =
        EnrollmentRequest.of(
            "noports",
            "dev1",
            rights,
            at(request, "otp"),
            symmetricKey,
            encryption.publicKey(),
            SpecFile.publicKey(at(request, "apkamKey")),
            Duration.ZERO);
    assertThat(encryption.unwrapKey(fresh.encryptedSymmetricKey())).isEqualTo(symmetricKey);
    assertThat(state(at(request, "response"))).isEqualTo(EnrollmentState.PENDING);
    assertThat(Json.parseObject(data(at(request, "response"))).string("enrollmentId"))
        .isEqualTo(id);
  }

  @Test
  void theApproverOpensTheSymmetricKeyFromBothForms() {
    JsonNode notification = vectors.required("approverNotification");
    assertThat(at(notification, "key")).isEqualTo(id + ".new.enrollments.__manage");
    PendingEnrollment told = PendingEnrollment.parse(Json.parseObject(at(notification, "value")));
    assertThat(told.symmetricKey(encryption)).isEqualTo(symmetricKey);
    assertThat(told.status()).isNull();

    JsonNode fetch = vectors.required("fetch");
    assertRoundTrip(at(fetch, "command"));
    PendingEnrollment fetched =
        PendingEnrollment.parse(Json.parseObject(data(at(fetch, "response"))));
    assertThat(fetched.symmetricKey(encryption)).isEqualTo(symmetricKey);
    assertThat(fetched.status()).isEqualTo(EnrollmentState.PENDING);
    assertThat(fetched.appName()).isEqualTo("noports");
    assertThat(fetched.deviceName()).isEqualTo("dev1");
    assertThat(fetched.namespaces()).containsEntry("sshnp", "rw").containsEntry("sshrvd", "rw");
  }

  @Test
  void theOldApprovalIsIdentical() {
    JsonNode old = vectors.required("approveOldZeroIv");
    Approval approval = new Approval(id, SealedKeys.withoutIvs(encryption, selfKey, symmetricKey));
    assertThat("enroll:approve:" + approval.toJson().canonical() + "\n")
        .isEqualTo(at(old, "command"));
    assertRoundTrip(at(old, "command"));
    assertThat(state(at(old, "response"))).isEqualTo(EnrollmentState.APPROVED);
  }

  @Test
  void theNewApprovalIsIdenticalForTheSameIvs() {
    JsonNode fresh = vectors.required("approveNewWithIv");
    JsonObject sent = parameters(at(fresh, "command"));
    Approval approval =
        new Approval(
            id,
            SealedKeys.seal(
                encryption,
                selfKey,
                symmetricKey,
                Iv.fromBase64(sent.string("encPrivateKeyIV")),
                Iv.fromBase64(sent.string("selfEncKeyIV"))));
    assertThat("enroll:approve:" + approval.toJson().canonical() + "\n")
        .isEqualTo(at(fresh, "command"));
    assertRoundTrip(at(fresh, "command"));
    assertThat(state(at(fresh, "response"))).isEqualTo(EnrollmentState.APPROVED);
  }

  @Test
  void theRequesterPicksUpBothKeysInBothForms() {
    JsonNode privateKey = vectors.required("pickUp").required(0);
    JsonNode self = vectors.required("pickUp").required(1);
    assertThat(vectors.required("pickUp")).hasSize(2);
    assertThat("keys:get:keyName:" + PickUp.privateKeyName(id, ALICE) + "\n")
        .isEqualTo(at(privateKey, "command"));
    assertThat("keys:get:keyName:" + PickUp.selfKeyName(id, ALICE) + "\n")
        .isEqualTo(at(self, "command"));
    assertRoundTrip(at(privateKey, "command"));
    assertRoundTrip(at(self, "command"));
    for (String form : new String[] {"responseOld", "responseNew"}) {
      String answer = data(at(privateKey, form));
      assertThat(
              PickUp.encryptionPair(answer, symmetricKey, encryption.publicKey())
                  .privateKey()
                  .secretText())
          .isEqualTo(at(privateKey, "plaintext"));
      assertThatThrownBy(() ->
              PickUp.encryptionPair(answer, symmetricKey, SpecFile.publicKey("bob_encryption")))
          .isInstanceOf(CryptoException.class)
          .hasMessageContaining("does not belong");
      assertThat(PickUp.selfKey(data(at(self, form)), symmetricKey)).isEqualTo(selfKey);
    }
  }

  private static JsonObject parameters(String command) {
    return Json.parseObject(command.substring(command.indexOf('{')).strip());
  }

  private static void assertRoundTrip(String command) {
    assertThat(CommandParser.parse(command.strip()).line() + "\n").isEqualTo(command);
  }

  private static EnrollmentState state(String response) {
    return EnrollmentState.of(Json.parseObject(data(response)).string("status"));
  }

  private static String data(String response) {
    ServerLine line = ServerLineParser.parse(response.split("\n", -1)[0]);
    assertThat(line).isInstanceOf(ServerLine.Data.class);
    return ((ServerLine.Data) line).payload();
  }
}
