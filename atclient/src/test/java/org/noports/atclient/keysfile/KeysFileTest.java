package org.noports.atclient.keysfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.noports.atclient.KeysFileProblem;
import org.noports.atclient.testing.Vectors;
import org.noports.protocol.keys.AtKeys;
import org.noports.protocol.name.AtSign;

class KeysFileTest {
  private static final String PASSPHRASE = "correct horse 42";

  @TempDir private Path home;

  private static void assertProblem(
      KeysFileProblem.Kind kind, Path file, AtSign atSign, @Nullable String passphrase) {
    assertThatThrownBy(() -> KeysFile.read(file, atSign, passphrase))
        .isInstanceOfSatisfying(
            KeysFileProblem.class,
            problem -> {
              assertThat(problem.kind()).isEqualTo(kind);
              assertThat(problem.getMessage()).contains(file.toString()).doesNotContain("\n");
            });
  }

  private Path put(String content) throws IOException {
    return Files.writeString(Files.createTempFile(home, "k", ".atKeys"), content);
  }

  @Test
  void readsTheFilesOfTheVectors() {
    AtKeys apkam = KeysFile.read(Vectors.file("@alice_key.apkam.atKeys"), Vectors.ALICE, null);
    assertThat(apkam.enrollmentId()).isEqualTo("8cf60a7f-4bfd-4c99-9f4c-cf51e1c78ead");
    AtKeys legacy = KeysFile.read(Vectors.file("@alice_key.legacy.atKeys"), Vectors.ALICE, null);
    assertThat(legacy.enrollmentId()).isNull();
    AtKeys opened =
        KeysFile.read(Vectors.file("@alice_key.passphrase.atKeys"), Vectors.ALICE, PASSPHRASE);
    assertThat(opened.pkam().publicKey().text()).isEqualTo(apkam.pkam().publicKey().text());
  }

  @Test
  void everyWayToBeUnusableHasItsOwnKind() throws Exception {
    assertProblem(KeysFileProblem.Kind.MISSING, home.resolve("none.atKeys"), Vectors.ALICE, null);
    assertProblem(KeysFileProblem.Kind.UNREADABLE, home, Vectors.ALICE, null);
    assertProblem(
        KeysFileProblem.Kind.OTHER_ATSIGN,
        Vectors.file("@alice_key.apkam.atKeys"),
        Vectors.BOB,
        null);
    Path locked = Vectors.file("@alice_key.passphrase.atKeys");
    assertProblem(KeysFileProblem.Kind.PASSPHRASE_NEEDED, locked, Vectors.ALICE, null);
    assertProblem(KeysFileProblem.Kind.PASSPHRASE_WRONG, locked, Vectors.ALICE, "wrong horse 42");
    String good = Vectors.text("@alice_key.apkam.atKeys");
    assertProblem(KeysFileProblem.Kind.DAMAGED, put(""), Vectors.ALICE, null);
    assertProblem(KeysFileProblem.Kind.DAMAGED, put("{}"), Vectors.ALICE, null);
    assertProblem(
        KeysFileProblem.Kind.DAMAGED,
        put(good.substring(0, good.length() / 2)),
        Vectors.ALICE,
        null);
    assertProblem(
        KeysFileProblem.Kind.DAMAGED, put(good.replace("sBOQ", "AAAA")), Vectors.ALICE, null);
    assertProblem(KeysFileProblem.Kind.DAMAGED, put("x".repeat(70_000)), Vectors.ALICE, null);
    Path binary = Files.write(home.resolve("b.atKeys"), new byte[] {(byte) 0xff, 0, 1});
    assertProblem(KeysFileProblem.Kind.DAMAGED, binary, Vectors.ALICE, null);
  }

  @Test
  void writesWhatOnlyTheOwnerCanReadAndReadsItAgain() throws Exception {
    Path file = KeysFile.defaultPath(home, Vectors.ALICE);
    assertThat(file).isEqualTo(home.resolve(".atsign/keys/@alice_key.atKeys"));
    KeysFile.write(file, Vectors.alice(), null);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(home.resolve(".atsign/keys"))))
        .isEqualTo("rwx------");
    AtKeys read = KeysFile.read(file, Vectors.ALICE, null);
    assertThat(read.encryption().privateKey().secretText())
        .isEqualTo(Vectors.alice().encryption().privateKey().secretText());
    assertThat(KeysFile.isProtected(file, Vectors.ALICE)).isFalse();
  }

  @Test
  void writesBehindAPassphrase() {
    Path file = home.resolve("locked.atKeys");
    KeysFile.write(file, Vectors.alice(), PASSPHRASE);
    assertThat(KeysFile.isProtected(file, Vectors.ALICE)).isTrue();
    assertThat(KeysFile.read(file, Vectors.ALICE, PASSPHRASE).enrollmentId())
        .isEqualTo(Vectors.alice().enrollmentId());
  }

  @Test
  void neverTakesThePlaceOfAFileAndLeavesNothingBehind() throws Exception {
    Path file = home.resolve("a.atKeys");
    Files.writeString(file, "precious");
    assertThatThrownBy(() -> KeysFile.write(file, Vectors.alice(), null))
        .isInstanceOfSatisfying(
            KeysFileProblem.class,
            problem -> assertThat(problem.kind()).isEqualTo(KeysFileProblem.Kind.EXISTS));
    assertThat(file).hasContent("precious");
    Path dangling = home.resolve("link.atKeys");
    Files.createSymbolicLink(dangling, home.resolve("elsewhere"));
    assertThatThrownBy(() -> KeysFile.write(dangling, Vectors.alice(), null))
        .isInstanceOf(KeysFileProblem.class);
    assertThatThrownBy(() -> KeysFile.requireWritable(file)).isInstanceOf(KeysFileProblem.class);
    KeysFile.requireWritable(home.resolve("new/b.atKeys"));
    try (Stream<Path> left = Files.list(home.resolve("new"))) {
      assertThat(left).isEmpty();
    }
    assertThat(home.resolve("elsewhere")).doesNotExist();
  }

  @Test
  void saysWhenItCannotWrite() throws Exception {
    Path notADirectory = Files.writeString(home.resolve("file"), "x");
    assertThatThrownBy(
            () -> KeysFile.write(notADirectory.resolve("a.atKeys"), Vectors.alice(), null))
        .isInstanceOfSatisfying(
            KeysFileProblem.class,
            problem -> assertThat(problem.kind()).isEqualTo(KeysFileProblem.Kind.UNWRITABLE));
  }
}
