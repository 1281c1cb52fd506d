package org.noports.atserver.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.security.SecureRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.noports.atserver.AtServerHost;
import org.noports.atserver.TestConnection;
import org.noports.atserver.TestStorage;
import org.noports.protocol.crypto.Digests;
import org.noports.protocol.crypto.HashAlgorithm;
import org.noports.protocol.crypto.RsaKeyPair;
import org.noports.protocol.json.Json;
import org.noports.protocol.name.AtSign;

@DisplayName("atprotocol.md 7.1 and 7.3: the first login")
class ActivationTest {
  private static final AtSign ALICE = AtSign.of("@alice");

  @Test
  void everyRequestOfTheActivationIsApprovedAtOnceWithOrWithoutWrappedKeys(
      @TempDir Path directory) {
    try (AtServerHost host = AtServerHost.start(TestStorage.config(directory))) {
      host.addAtSign(ALICE, "secret");
      try (TestConnection owner = TestConnection.open(host.addressOf(ALICE), host.caFile())) {
        assertThat(owner.answer()).isEqualTo("@");
        String challenge = owner.data("from:@alice");
        assertThat(owner.data("cram:" + Digests.cram("secret", challenge))).isEqualTo("success");
        String first = request("one", ",\"namespaces\":{\"wavi\":\"r\"}");
        String id = Json.parseObject(owner.data(first)).string("enrollmentId");
        assertThat(owner.data("enroll:fetch:{\"enrollmentId\":\"" + id + "\"}"))
            .contains(
                "\"namespace\":{\"wavi\":\"r\",\"__manage\":\"rw\",\"*\":\"rw\"}",
                "\"status\":\"approved\"");
        assertThat(owner.data("keys:get:private")).isEqualTo("[]");
        assertThat(owner.ask(first))
            .isEqualTo(
                "error:AT0011-Internal server exception : Another enrollment with id "
                    + id
                    + " exists with the app name: first and device name: one in approved state"
                    + "\n@alice@");
        assertThat(
                owner.data(
                    request(
                        "two",
                        ",\"encryptedDefaultEncryptionPrivateKey\":\"YQ==\","
                            + "\"encryptedDefaultSelfEncryptionKey\":\"Yg==\"")))
            .endsWith("\"status\":\"approved\"}");
        assertThat(owner.data("keys:get:private")).contains(".default_enc_private_key.__manage");
      }
    }
  }

  @Test
  void whoNamesNoEnrollmentIsTheOneOfTheActivationWhileThatIsApproved(@TempDir Path directory) {
    RsaKeyPair key = RsaKeyPair.generate(new SecureRandom());
    try (AtServerHost host = AtServerHost.start(TestStorage.config(directory))) {
      host.addAtSign(ALICE, "secret");
      String id;
      try (TestConnection owner = open(host)) {
        assertThat(owner.data("from:@alice")).startsWith("_");
        assertThat(owner.ask("pkam:c2ln")).startsWith("error:AT0015-Exception: privatekey:at_pkam");
        String challenge = owner.data("from:@alice");
        owner.data("cram:" + Digests.cram("secret", challenge));
        id =
            Json.parseObject(owner.data(request("one", key.publicKey().text(), "")))
                .string("enrollmentId");
      }
      try (TestConnection old = open(host)) {
        assertThat(login(old, key)).isEqualTo("data:success\n@alice@");
        assertThat(old.data("info")).contains("\"deviceName\":\"one\"");
        old.data("enroll:revoke:force:{\"enrollmentId\":\"" + id + "\"}");
      }
      try (TestConnection old = open(host)) {
        assertThat(login(old, key))
            .isEqualTo(
                "error:AT0015-Exception: privatekey:at_pkam_publickey does not exist in keystore"
                    + "\n@");
      }
    }
  }

  @Test
  void aLoginKeyOfItsOwnComesBeforeThatOfTheActivation(@TempDir Path directory) {
    RsaKeyPair key = RsaKeyPair.generate(new SecureRandom());
    try (AtServerHost host = AtServerHost.start(TestStorage.config(directory))) {
      host.addAtSign(ALICE, "secret");
      try (TestConnection owner = open(host)) {
        owner.data("cram:" + Digests.cram("secret", owner.data("from:@alice")));
        owner.data(request("one", "MIIB", ""));
        owner.data("update:privatekey:at_pkam_publickey " + key.publicKey().text());
      }
      try (TestConnection old = open(host)) {
        assertThat(login(old, key)).isEqualTo("data:success\n@alice@");
        assertThat(old.data("info")).doesNotContain("apkam_metadata");
      }
    }
  }

  private static TestConnection open(AtServerHost host) {
    TestConnection connection = TestConnection.open(host.addressOf(ALICE), host.caFile());
    assertThat(connection.answer()).isEqualTo("@");
    return connection;
  }

  private static String login(TestConnection connection, RsaKeyPair key) {
    String challenge = connection.data("from:@alice");
    return connection.ask("pkam:" + key.privateKey().sign(challenge, HashAlgorithm.SHA256));
  }

  private static String request(String device, String more) {
    return request(device, "MIIB", more);
  }

  private static String request(String device, String publicKey, String more) {
    return "enroll:request:{\"appName\":\"first\",\"deviceName\":\""
        + device
        + "\",\"apkamPublicKey\":\""
        + publicKey
        + "\""
        + more
        + "}";
  }
}
