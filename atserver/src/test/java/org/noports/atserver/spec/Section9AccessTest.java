package org.noports.atserver.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.noports.atserver.spec.SpecServers.alice;

import java.security.SecureRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.noports.atserver.TestConnection;
import org.noports.protocol.crypto.HashAlgorithm;
import org.noports.protocol.crypto.RsaKeyPair;
import org.noports.protocol.json.Json;

@DisplayName("atprotocol.md 9.1: what an enrollment could reach in the reference, attacked")
@ExtendWith(SpecServers.class)
class Section9AccessTest {
  private static final RsaKeyPair KEY = RsaKeyPair.generate(new SecureRandom());

  /** A connection of an app that may read and write one namespace. */
  private static TestConnection app(TestConnection owner, String device, String namespace) {
    String id =
        Json.parseObject(
                owner.data(
                    "enroll:request:{\"appName\":\"access\",\"deviceName\":\""
                        + device
                        + "\",\"namespaces\":{\""
                        + namespace
                        + "\":\"rw\"},\"apkamPublicKey\":\""
                        + KEY.publicKey().text()
                        + "\"}"))
            .string("enrollmentId");
    owner.data(
        "enroll:approve:{\"enrollmentId\":\""
            + id
            + "\",\"encryptedDefaultEncryptionPrivateKey\":\"YQ==\","
            + "\"encryptedDefaultSelfEncryptionKey\":\"Yg==\"}");
    TestConnection connection = alice.connect();
    String challenge = connection.data("from:@alice");
    connection.data(
        "pkam:enrollmentId:" + id + ":" + KEY.privateKey().sign(challenge, HashAlgorithm.SHA256));
    return connection;
  }

  @ParameterizedTest(name = "14 and 15: {0}")
  @ValueSource(
      strings = {
        "update:evil.shared_key.otherns@alice v",
        "update:public:publickey.otherns@alice v",
        "update:nonamespace@alice v",
        "llookup:nonamespace@alice",
        "notify:@bob:evil.shared_key.otherns@alice:v"
      })
  void aNameThatOnlyLooksReservedOrHasNoNamespaceIsNotTheApps(String line) {
    try (TestConnection owner = alice.login();
        TestConnection app = app(owner, "names" + line.hashCode(), "w14")) {
      owner.data("update:nonamespace@alice secret");
      assertThat(app.ask(line)).startsWith("error:AT0009-").endsWith("\n@alice@");
      assertThat(owner.ask("llookup:evil.shared_key.otherns@alice")).startsWith("error:AT0015-");
      owner.data("delete:nonamespace@alice");
    }
  }

  @Test
  @DisplayName("16: scan and sync")
  void whoManagesOrReadsOneNamespaceIsShownNoOther() {
    try (TestConnection owner = alice.login();
        TestConnection app = app(owner, "sync", "w16");
        TestConnection manager = app(owner, "manager", "__manage")) {
      owner.data("update:mine.w16@alice v");
      owner.data("update:theirs.other16@alice v");
      owner.data("update:nonamespace16@alice v");
      assertThat(app.data("scan 16")).isEqualTo("[\"mine.w16@alice\"]");
      assertThat(app.data("sync:from:-1:limit:1000:16"))
          .contains("mine.w16@alice")
          .doesNotContain("other16", "nonamespace16");
      assertThat(manager.data("scan 16")).isEqualTo("[]");
      assertThat(manager.data("sync:from:-1:limit:1000:16")).doesNotContain("16@alice");
    }
  }

  @ParameterizedTest(name = "17: {0}")
  @ValueSource(strings = {"revoke", "delete"})
  void noStateButApprovedKeepsALiveConnection(String last) {
    try (TestConnection owner = alice.login();
        TestConnection app = app(owner, "live" + last, "w17")) {
      String id = Json.parseObject(app.data("enroll:list")).members().keySet().iterator().next();
      String params = ":{\"enrollmentId\":\"" + id.substring(0, id.indexOf('.')) + "\"}";
      owner.data("enroll:revoke" + params);
      if (last.equals("delete")) {
        owner.data("enroll:delete" + params);
      }
      assertThat(app.isClosedByServer()).isTrue();
    }
  }

  @ParameterizedTest(name = "24: {0}")
  @ValueSource(strings = {"batch:[{", "batch:{}", "enroll:request:{bad", "enroll:list:[1"})
  void jsonThatIsNoneIsASyntaxErrorAndTheConnectionStays(String line) {
    try (TestConnection owner = alice.login()) {
      assertThat(owner.ask(line)).startsWith("error:AT0003-Invalid syntax : ");
      assertThat(owner.ask("noop:0")).isEqualTo("data:ok\n@alice@");
    }
  }
}
