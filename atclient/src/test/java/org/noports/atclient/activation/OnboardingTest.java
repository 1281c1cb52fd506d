package org.noports.atclient.activation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.noports.atclient.AlreadyActivated;
import org.noports.atclient.AtClientException;
import org.noports.atclient.ConnectionLost;
import org.noports.atclient.DirectoryAddress;
import org.noports.atclient.KeysFileProblem;
import org.noports.atclient.LoginRefused;
import org.noports.atclient.keysfile.KeysFile;
import org.noports.atclient.testing.FakeAtServer;
import org.noports.atclient.testing.Peer;
import org.noports.atclient.testing.TestClients;
import org.noports.atclient.testing.Vectors;
import org.noports.protocol.crypto.AesKey;
import org.noports.protocol.crypto.Digests;
import org.noports.protocol.crypto.HashAlgorithm;
import org.noports.protocol.crypto.Iv;
import org.noports.protocol.crypto.RsaPublicKey;
import org.noports.protocol.json.Json;
import org.noports.protocol.json.JsonObject;
import org.noports.protocol.keys.AtKeys;

class OnboardingTest {
  private static final String SECRET = "0123456789abcdef";
  private static final String CHALLENGE =
      "_2eafe8c8-8def-4fe1-88b6-e49e86383e69@alice:8f95e2e9-0ef2-44bf-b455-89a823bae07a";
  private static final String ID = "8cf60a7f-4bfd-4c99-9f4c-cf51e1c78ead";

  @TempDir private Path home;

  private final FakeAtServer server =
      new FakeAtServer(Vectors.ALICE, Vectors.alice().pkam().publicKey());
  private final AtomicReference<@Nullable JsonObject> enrolled = new AtomicReference<>();

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  private Path file() {
    return KeysFile.defaultPath(home, Vectors.ALICE);
  }

  private AtKeys onboard() {
    return Onboarding.onboard(
        Vectors.ALICE, SECRET, TestClients.directory(server), TestClients.trust(), file());
  }

  /** An atServer that is not activated yet. */
  private @Nullable String fresh(Peer peer, String line) {
    if (line.startsWith("from:")) {
      return "data:" + CHALLENGE + "\n@";
    }
    if (line.startsWith("cram:")) {
      return line.equals("cram:" + Digests.cram(SECRET, CHALLENGE))
          ? "data:success\n@alice@"
          : "error:AT0401-Exception: Authentication Failed\n@";
    }
    if (line.startsWith("enroll:request:")) {
      enrolled.set(Json.parseObject(line.substring("enroll:request:".length())));
      return "data:{\"enrollmentId\":\"" + ID + "\",\"status\":\"approved\"}\n@alice@";
    }
    JsonObject request = enrolled.get();
    if (line.startsWith("pkam:") && request != null) {
      boolean right =
          line.contains("enrollmentId:" + ID + ":")
              && RsaPublicKey.fromText(request.string("apkamPublicKey"))
                  .verify(
                      CHALLENGE, line.substring(line.lastIndexOf(':') + 1), HashAlgorithm.SHA256);
      return right ? "data:success\n@alice@" : "error:AT0401-Exception: failed\n@";
    }
    if (line.startsWith("lookup:publickey")) {
      String stored = server.records.get("public:publickey@alice");
      return stored == null ? "error:AT0015-Exception: none\n@" : "data:" + stored + "\n@";
    }
    return null;
  }

  private static String verb(String line) {
    return line.substring(0, line.indexOf(':'));
  }

  @Test
  void goesThroughTheStepsInTheirOrder() {
    server.answers = this::fresh;
    AtKeys keys = onboard();
    assertThat(server.lines())
        .extracting(OnboardingTest::verb)
        .containsExactly("lookup", "from", "cram", "enroll", "from", "pkam", "update", "delete");
    assertThat(server.lines().get(6))
        .isEqualTo(
            "update:ttr:-1:isEncrypted:false:public:publickey@alice "
                + keys.encryption().publicKey().text());
    assertThat(server.lines().getLast()).isEqualTo("delete:privatekey:at_secret");
    AtKeys read = KeysFile.read(file(), Vectors.ALICE, null);
    assertThat(read.enrollmentId()).isEqualTo(ID);
    assertThat(read.selfKey().secretBase64()).isEqualTo(keys.selfKey().secretBase64());
  }

  @Test
  void sealsTheKeysForTheServerWithAnIvEach() {
    server.answers = this::fresh;
    AtKeys keys = onboard();
    JsonObject request = enrolled.get();
    AesKey symmetric = keys.apkamSymmetricKey();
    assertThat(request).isNotNull();
    assertThat(symmetric).isNotNull();
    if (request != null && symmetric != null) {
      assertThat(request.string("encPrivateKeyIV")).isNotEqualTo(request.string("selfEncKeyIV"));
      assertThat(
              symmetric.decryptText(
                  request.string("encryptedDefaultSelfEncryptionKey"),
                  Iv.fromBase64(request.string("selfEncKeyIV"))))
          .isEqualTo(keys.selfKey().secretBase64());
    }
  }

  @Test
  void theFileIsOnDiskBeforeThePublicKeyIsPublished() {
    server.answers =
        (peer, line) -> {
          if (line.startsWith("update:")) {
            assertThat(file()).exists();
            peer.reset();
            return "";
          }
          return fresh(peer, line);
        };
    assertThatThrownBy(this::onboard).isInstanceOf(ConnectionLost.class);
    AtKeys saved = KeysFile.read(file(), Vectors.ALICE, null);

    server.answers = this::fresh;
    AtKeys finished = onboard();
    assertThat(finished.pkam().publicKey().text()).isEqualTo(saved.pkam().publicKey().text());
    assertThat(server.records).containsKey("public:publickey@alice");
    assertThat(server.lines().getLast()).isEqualTo("delete:privatekey:at_secret");
    assertThat(server.linesBeginning("cram:")).hasSize(1);
  }

  @Test
  void aRunBrokenOffBeforeTheFileCanBeRepeated() {
    server.answers =
        (peer, line) -> {
          if (line.startsWith("enroll:") && line.contains("\"firstDevice\"")) {
            return "error:AT0011-Internal server exception : Another enrollment with id x exists"
                + " with the app name: firstApp and device name: firstDevice in approved state"
                + "\n@alice@";
          }
          return fresh(peer, line);
        };
    onboard();
    assertThat(server.linesBeginning("enroll:").getLast()).contains("\"firstDevice-");
    assertThat(file()).exists();
  }

  @Test
  void refusesWhatIsActivatedBeforeTheSecretIsUsed() throws Exception {
    server.answers = this::fresh;
    server.records.put("public:publickey@alice", "MIIB");
    assertThatThrownBy(this::onboard)
        .isInstanceOf(AlreadyActivated.class)
        .hasMessageContaining("@alice");
    assertThat(server.linesBeginning("cram:")).isEmpty();
    assertThat(file()).doesNotExist();
    KeysFile.write(file(), Vectors.alice(), null);
    String before = Files.readString(file());
    assertThatThrownBy(this::onboard).isInstanceOf(KeysFileProblem.class);
    assertThat(file()).hasContent(before);
  }

  @Test
  void aFileThatIsNotOfThisAtSignStopsItBeforeAnythingIsSent() throws Exception {
    server.answers = this::fresh;
    Files.createDirectories(home.resolve(".atsign/keys"));
    Files.writeString(file(), "not keys");
    assertThatThrownBy(this::onboard).isInstanceOf(KeysFileProblem.class);
    assertThat(server.lines()).isEmpty();
    assertThat(server.directory().connections()).isZero();
    assertThat(file()).hasContent("not keys");
  }

  @Test
  void aWrongSecretIsSaidSoAndNothingIsWritten() {
    server.answers = this::fresh;
    assertThatThrownBy(() ->
            Onboarding.onboard(
                Vectors.ALICE, "wrong", TestClients.directory(server), TestClients.trust(), file()))
        .isInstanceOf(LoginRefused.class)
        .hasMessageContaining("CRAM secret");
    assertThat(file()).doesNotExist();
  }

  @Test
  void answersThatAreNoEnrolmentLeaveNoFile() {
    for (String answer :
        List.of("data:ok", "data:{}", "data:{\"status\":\"pending\",\"enrollmentId\":\"x\"}")) {
      server.answers =
          (peer, line) -> line.startsWith("enroll:") ? answer + "\n@alice@" : fresh(peer, line);
      assertThatThrownBy(this::onboard).isInstanceOf(AtClientException.class);
      assertThat(file()).doesNotExist();
    }
  }

  @Test
  void tellsTheStatusOfAnAtSign() throws Exception {
    server.answers = this::fresh;
    assertThat(status(TestClients.directory(server))).isEqualTo(ActivationStatus.NO_PUBLIC_KEY);
    server.records.put("public:publickey@alice", "MIIB");
    assertThat(status(TestClients.directory(server))).isEqualTo(ActivationStatus.ACTIVATED);
    assertThat(
            ActivationStatus.of(
                Vectors.BOB, TestClients.directory(server), TestClients.trust(), TestClients.SHORT))
        .isEqualTo(ActivationStatus.NOT_IN_DIRECTORY);
    server.server().close();
    assertThat(status(TestClients.directory(server)))
        .isEqualTo(ActivationStatus.SERVER_UNREACHABLE);
    DirectoryAddress gone = TestClients.directory(server);
    server.close();
    assertThat(status(gone)).isEqualTo(ActivationStatus.DIRECTORY_UNREACHABLE);
  }

  private static ActivationStatus status(DirectoryAddress directory) {
    return ActivationStatus.of(Vectors.ALICE, directory, TestClients.trust(), TestClients.SHORT);
  }
}
