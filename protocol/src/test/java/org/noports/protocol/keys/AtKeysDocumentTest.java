package org.noports.protocol.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.security.SecureRandom;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.noports.protocol.crypto.Iv;
import org.noports.protocol.keys.KeysDocumentException.Problem;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.vectors.Mutations;
import org.noports.protocol.vectors.SpecFile;

/** Every way in which a keys file can be unusable is told apart. */
class AtKeysDocumentTest {
  private static final AtSign ALICE = AtSign.of("@alice");

  private final String good = SpecFile.text("vectors/@alice_key.apkam.atKeys");

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "[]", "null", "{", "{\"a\":1}}", "{\"a\":1,\"a\":2}"})
  void whatIsNotAnObjectIsNoKeysFile(String text) {
    assertProblem(Problem.NOT_JSON, text, null, "not a keys file");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "selfEncryptionKey",
        "aesPkamPublicKey",
        "aesPkamPrivateKey",
        "aesEncryptPublicKey",
        "aesEncryptPrivateKey"
      })
  void aMissingOrDamagedFieldIsNamed(String field) {
    assertProblem(Problem.MISSING_FIELD, changed(n -> n.remove(field)), null, field);
    assertProblem(Problem.MISSING_FIELD, changed(n -> n.putNull(field)), null, field);
    assertProblem(Problem.MISSING_FIELD, changed(n -> n.putObject(field)), null, field);
    assertProblem(Problem.DAMAGED, changed(n -> n.put(field, "AAAA")), null, "damaged");
    assertProblem(Problem.DAMAGED, changed(n -> n.put(field, "no base64")), null, "damaged");
  }

  @Test
  void aWrongSelfKeyIsNoticed() {
    String other = "A".repeat(43) + "=";
    assertProblem(
        Problem.DAMAGED, changed(n -> n.put("selfEncryptionKey", other)), null, "damaged");
  }

  @Test
  void keysOfTwoPairsAreNoticed() throws Exception {
    ObjectNode bob =
        (ObjectNode) new ObjectMapper().readTree(AtKeysDocument.write(withForeignPkam()));
    assertThat(AtKeysDocument.parse(ALICE, bob.toString(), null).pkam())
        .isEqualTo(withForeignPkam().pkam());
    assertProblem(
        Problem.DAMAGED,
        changed(n -> n.set("aesPkamPrivateKey", bob.get("aesPkamPrivateKey"))),
        null,
        "does not belong");
  }

  @Test
  void aFileOfAnotherAtSignIsRefused() {
    assertThatThrownBy(() -> AtKeysDocument.parse(AtSign.of("@bob"), good, null))
        .isInstanceOfSatisfying(
            KeysDocumentException.class,
            e -> assertThat(e.problem()).isEqualTo(Problem.OTHER_ATSIGN))
        .hasMessageContaining("@bob");
    assertThat(AtKeysDocument.parse(ALICE, changed(n -> n.remove("@alice")), null).atSign())
        .isEqualTo(ALICE);
  }

  @Test
  void aVersionedDocumentIsNotSupported() {
    assertProblem(
        Problem.VERSIONED, "{\"version\":2,\"atsign\":\"@alice\",\"keys\":[]}", null, "versioned");
  }

  @Test
  void protectionIsTold() {
    AtKeys keys = AtKeysDocument.parse(ALICE, good, null);
    Iv iv = Iv.random(new SecureRandom());
    String sealed = AtKeysDocument.writeProtected(keys, "a good passphrase", iv);
    assertThat(AtKeysDocument.parse(ALICE, sealed, "a good passphrase")).isEqualTo(keys);
    assertProblem(Problem.PASSPHRASE_NEEDED, sealed, null, "passphrase");
    assertProblem(Problem.WRONG_PASSPHRASE, sealed, "a bad passphrase", "wrong passphrase");
    assertProblem(
        Problem.UNKNOWN_PROTECTION, sealed.replace("argon2id", "scrypt"), "x", "argon2id");
    assertProblem(
        Problem.MISSING_FIELD, "{\"iv\":\"" + iv.base64() + "\"}", "x", "hashingAlgoType");
  }

  @Test
  void scalarsBecomeTextsAndUnknownFieldsAreIgnored() {
    String text =
        changed(n -> {
          n.put("enrollmentId", 42);
          n.put("somethingNew", true);
        });
    assertThat(AtKeysDocument.parse(ALICE, text, null).enrollmentId()).isEqualTo("42");
  }

  @Test
  void anEnrollmentIdThatWouldBreakACommandIsRefused() {
    for (String id : List.of("a b", "a:b", "a\nb", "", "x".repeat(65))) {
      assertProblem(
          Problem.DAMAGED, changed(n -> n.put("enrollmentId", id)), null, "enrollment id");
    }
  }

  @Test
  void damagedDocumentsAreRefusedWithOurOwnError() {
    Mutations.survive(7, 200, List.of(good), text -> AtKeysDocument.parse(ALICE, text, "eight888"));
  }

  private AtKeys withForeignPkam() {
    AtKeys alice = AtKeysDocument.parse(ALICE, good, null);
    AtKeys other =
        AtKeysDocument.parse(
            AtSign.of("@bob"), SpecFile.text("recordings/keys/@bob_key.atKeys"), null);
    return new AtKeys(
        ALICE,
        other.pkam(),
        alice.encryption(),
        alice.selfKey(),
        alice.apkamSymmetricKey(),
        alice.enrollmentId());
  }

  private String changed(Consumer<ObjectNode> change) {
    try {
      ObjectNode node = (ObjectNode) new ObjectMapper().readTree(good);
      change.accept(node);
      return node.toString();
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  private static void assertProblem(
      Problem problem, String text, @Nullable String passphrase, String inMessage) {
    assertThatThrownBy(() -> AtKeysDocument.parse(ALICE, text, passphrase))
        .isInstanceOfSatisfying(
            KeysDocumentException.class, e -> assertThat(e.problem()).isEqualTo(problem))
        .hasMessageContaining(inMessage);
  }
}
