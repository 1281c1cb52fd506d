package org.noports.atserver.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.noports.atserver.AtServerHost;
import org.noports.atserver.TestConnection;
import org.noports.atserver.TestStorage;
import org.noports.protocol.crypto.Digests;
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
                "\"namespace\":{\"__manage\":\"rw\",\"*\":\"rw\",\"wavi\":\"r\"}",
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

  private static String request(String device, String more) {
    return "enroll:request:{\"appName\":\"first\",\"deviceName\":\""
        + device
        + "\",\"apkamPublicKey\":\"MIIB\""
        + more
        + "}";
  }
}
