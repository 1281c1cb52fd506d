package org.noports.protocol.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.noports.protocol.vectors.SpecFile.at;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.noports.protocol.crypto.AesKey;
import org.noports.protocol.crypto.Iv;
import org.noports.protocol.crypto.Passphrase;
import org.noports.protocol.json.Json;
import org.noports.protocol.keys.KeysDocumentException.Problem;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.vectors.SpecFile;

/** Every value of {@code atkeys.json} and the three keys files beside it (atclient.md 3). */
class AtKeysVectorsTest {
  private static final AtSign ALICE = AtSign.of("@alice");

  private final JsonNode vectors = SpecFile.vectors("atkeys.json");
  private final JsonNode plain = vectors.required("plaintext");
  private final JsonNode protectedFile = vectors.required("passphraseFile");
  private final String passphrase = at(protectedFile, "passphrase");

  @Test
  void theLegacyFileHasNoEnrollment() {
    assertThat(AtSign.of(at(vectors, "atSign"))).isEqualTo(ALICE);
    for (String text :
        new String[] {
          at(vectors, "legacyFile"), SpecFile.text("vectors/@alice_key.legacy.atKeys")
        }) {
      AtKeys keys = AtKeysDocument.parse(ALICE, text, null);
      assertCommonKeys(keys);
      assertThat(keys.apkamSymmetricKey()).isNull();
      assertThat(keys.enrollmentId()).isNull();
      assertThat(keys.signingKeyName()).isEqualTo("primary");
    }
  }

  @Test
  void theEnrollmentsFileHasEverything() {
    for (String text :
        new String[] {at(vectors, "apkamFile"), SpecFile.text("vectors/@alice_key.apkam.atKeys")}) {
      assertEnrolled(AtKeysDocument.parse(ALICE, text, null));
      assertThat(AtKeysDocument.isProtected(text)).isFalse();
    }
  }

  @Test
  void theProtectedFileOpensWithItsPassphrase() {
    for (String text :
        new String[] {
          at(protectedFile, "file"), SpecFile.text("vectors/@alice_key.passphrase.atKeys")
        }) {
      assertEnrolled(AtKeysDocument.parse(ALICE, text, passphrase));
      assertThat(AtKeysDocument.isProtected(text)).isTrue();
      assertProblem(Problem.PASSPHRASE_NEEDED, text, null);
      assertProblem(Problem.WRONG_PASSPHRASE, text, passphrase + "x");
      assertProblem(Problem.WRONG_PASSPHRASE, text, "short");
    }
  }

  @Test
  void argon2idGivesTheKeyOfTheVectors() {
    JsonNode argon = protectedFile.required("argon2id");
    assertThat(at(argon, "version")).isEqualTo("0x13");
    assertThat(argon.required("parallelism").asInt()).isEqualTo(2);
    assertThat(argon.required("memoryKiB").asInt()).isEqualTo(10_000);
    assertThat(argon.required("iterations").asInt()).isEqualTo(2);
    assertThat(argon.required("hashLength").asInt()).isEqualTo(32);
    assertThat(new String(HexFormat.of().parseHex(at(argon, "saltHex")), StandardCharsets.US_ASCII))
        .isEqualTo(passphrase);
    AesKey key = Passphrase.of(passphrase).key();
    assertThat(HexFormat.of().formatHex(key.secretBytes()))
        .isEqualTo(at(protectedFile, "derivedKeyHex"));
    assertThat(key.secretBase64()).isEqualTo(at(protectedFile, "derivedKeyBase64"));

    Iv iv = Iv.of(HexFormat.of().parseHex(at(protectedFile, "ivHex")));
    String content = Json.parseObject(at(protectedFile, "file")).string("content");
    assertThat(key.decryptText(content, iv)).isEqualTo(at(protectedFile, "plaintextInside"));
    assertThat(key.encryptText(at(protectedFile, "plaintextInside"), iv)).isEqualTo(content);
  }

  @Test
  void writingGivesTheFilesOfTheVectors() {
    AtKeys keys = AtKeysDocument.parse(ALICE, at(vectors, "apkamFile"), null);
    assertThat(AtKeysDocument.write(keys)).isEqualTo(at(vectors, "apkamFile").strip());
    Iv iv = Iv.of(HexFormat.of().parseHex(at(protectedFile, "ivHex")));
    String written = AtKeysDocument.writeProtected(keys, passphrase, iv);
    assertThat(written).isEqualTo(at(protectedFile, "file").strip());
    assertThat(written.length()).isLessThan(8192);
  }

  @Test
  void theRecordingsKeysFilesOpen() {
    for (String name : new String[] {"@alice", "@bob", "@rv"}) {
      AtSign atSign = AtSign.of(name);
      String text = SpecFile.text("recordings/keys/" + name + "_key.atKeys");
      AtKeys keys = AtKeysDocument.parse(atSign, text, null);
      assertThat(keys.atSign()).isEqualTo(atSign);
      assertThat(keys.enrollmentId()).isNotNull();
      assertThat(AtKeysDocument.write(keys)).isEqualTo(text.strip());
    }
  }

  private void assertEnrolled(AtKeys keys) {
    assertCommonKeys(keys);
    assertThat(keys.apkamSymmetricKey())
        .isEqualTo(AesKey.fromBase64(at(plain, "apkamSymmetricKey")));
    assertThat(keys.enrollmentId()).isEqualTo(at(plain, "enrollmentId"));
    assertThat(keys.signingKeyName()).isEqualTo(at(plain, "enrollmentId"));
  }

  private void assertCommonKeys(AtKeys keys) {
    assertThat(keys.atSign()).isEqualTo(ALICE);
    assertThat(keys.pkam().publicKey().text()).isEqualTo(at(plain, "pkamPublicKey"));
    assertThat(keys.pkam().privateKey().secretText()).isEqualTo(at(plain, "pkamPrivateKey"));
    assertThat(keys.encryption().publicKey().text()).isEqualTo(at(plain, "encryptionPublicKey"));
    assertThat(keys.encryption().privateKey().secretText())
        .isEqualTo(at(plain, "encryptionPrivateKey"));
    assertThat(keys.selfKey()).isEqualTo(AesKey.fromBase64(at(plain, "selfEncryptionKey")));
    assertThat(keys.toString()).doesNotContain(keys.selfKey().secretBase64());
  }

  private static void assertProblem(Problem problem, String text, @Nullable String passphrase) {
    assertThatThrownBy(() -> AtKeysDocument.parse(ALICE, text, passphrase))
        .isInstanceOfSatisfying(
            KeysDocumentException.class, e -> assertThat(e.problem()).isEqualTo(problem));
  }
}
