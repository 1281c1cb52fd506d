package org.noports.daemon.authorizedkeys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.noports.protocol.ssh.SshKeyAlgorithm;
import org.noports.protocol.ssh.SshKeyPair;
import org.noports.protocol.ssh.SshPublicKey;

class AuthorizedKeysTest {
  private static final SshPublicKey KEY = key("alice@laptop");

  @TempDir private Path home;
  private Path file;
  private AuthorizedKeys keys;

  @BeforeEach
  void begin() {
    file = home.resolve(".ssh/authorized_keys");
    keys = new AuthorizedKeys(file);
  }

  private static SshPublicKey key(String comment) {
    return SshKeyPair.generate(SshKeyAlgorithm.ED25519, new SecureRandom()).publicKey(comment);
  }

  private void hold(String content) throws IOException {
    Files.createDirectories(home.resolve(".ssh"));
    Files.writeString(file, content, StandardCharsets.ISO_8859_1);
  }

  private String content() throws IOException {
    return Files.readString(file, StandardCharsets.ISO_8859_1);
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  @Test
  void aMissingFileIsMadeForItsOwnerOnly() throws IOException {
    assertThat(keys.add("no-pty", KEY)).isTrue();
    assertThat(content()).isEqualTo("no-pty " + KEY.line() + "\n");
    assertThat(mode(file)).isEqualTo("rw-------");
    assertThat(mode(home.resolve(".ssh"))).isEqualTo("rwx------");
  }

  @Test
  void aLastLineWithoutItsEndIsNotJoinedWithTheNewOne() throws IOException {
    hold("ssh-rsa AAAA old");
    assertThat(keys.add("", KEY)).isTrue();
    assertThat(content()).isEqualTo("ssh-rsa AAAA old\n" + KEY.line() + "\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "KEY",
        "KEY another comment",
        "no-pty,command=\"echo \\\"a b\\\"\" KEY",
        "  command=\"x y\"\tKEY",
      })
  void aKeyThatIsThereIsNotAddedAgainWhateverStandsAroundIt(String line) throws IOException {
    String text = line.replace("KEY", KEY.type() + " " + KEY.base64()) + "\n";
    hold(text);
    assertThat(keys.add("", KEY)).isFalse();
    assertThat(content()).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"# KEY", "ssh-rsa AAAA KEY", "command=\"KEY\" ssh-rsa AAAA x"})
  void aTextThatOnlyContainsTheKeyIsNotTheKey(String line) throws IOException {
    hold(line.replace("KEY", KEY.type() + " " + KEY.base64()) + "\n");
    assertThat(keys.add("", KEY)).isTrue();
    assertThat(content()).endsWith("\n" + KEY.line() + "\n");
  }

  @Test
  void onlyLinesWithExactlyThisCommentAreRemoved() throws IOException {
    String others =
        """
        # sshnp_ephemeral_1
        ssh-ed25519 AAAA sshnp_ephemeral_12
        ssh-ed25519 AAAA x sshnp_ephemeral_1
        command="sshnp_ephemeral_1" ssh-ed25519 AAAA me
        """;
    hold(others + "command=\"a b\" ssh-ed25519 BBBB sshnp_ephemeral_1 \nssh-rsa CCCC last");
    assertThat(keys.removeByComment("sshnp_ephemeral_1")).isTrue();
    assertThat(content()).isEqualTo(others + "ssh-rsa CCCC last");
    assertThat(keys.removeByComment("sshnp_ephemeral_1")).isFalse();
  }

  @Test
  void bytesThatAreNoTextAndForeignLineEndsStayAsTheyAre() throws IOException {
    String strange = "ssh-rsa AAAA caf\u00e9 \u00ff\u0080\r\n\n\n   \nnonsense\n";
    hold(strange);
    keys.add("", KEY);
    keys.removeByComment(KEY.comment());
    assertThat(content()).isEqualTo(strange);
  }

  @Test
  void theModeIsKept() throws IOException {
    hold("ssh-rsa AAAA x\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    keys.add("", KEY);
    assertThat(mode(file)).isEqualTo("rw-r--r--");
  }

  @Test
  void aSymbolicLinkStaysAndItsFileIsReplaced() throws IOException {
    Path real = Files.writeString(home.resolve("dotfiles-keys"), "ssh-rsa AAAA x\n");
    Files.createDirectories(home.resolve(".ssh"));
    Files.createSymbolicLink(file, real);
    keys.add("", KEY);
    assertThat(file).isSymbolicLink();
    assertThat(real).content().isEqualTo("ssh-rsa AAAA x\n" + KEY.line() + "\n");
  }

  @Test
  void aLinkThatLeadsNowhereAndADirectoryAreRefused() throws IOException {
    Files.createDirectories(home.resolve(".ssh"));
    Files.createSymbolicLink(file, home.resolve("nowhere"));
    assertThatThrownBy(() -> keys.add("", KEY)).hasMessageContaining("leads nowhere");
    Files.delete(file);
    Files.createDirectory(file);
    assertThatThrownBy(() -> keys.add("", KEY)).hasMessageContaining("no regular file");
  }

  @Test
  void anOptionCannotSmuggleInAnotherLine() {
    assertThatThrownBy(() -> keys.add("no-pty\nssh-rsa AAAA evil", KEY))
        .isInstanceOf(IOException.class);
    assertThat(file).doesNotExist();
  }

  @Test
  void whoeverReadsMeetsAWholeFileAndNoChangeOfManyWritersIsLost() throws Exception {
    hold("ssh-rsa AAAA first\n");
    List<SshPublicKey> all = new ArrayList<>();
    for (int i = 0; i < 24; i++) {
      all.add(key("writer-" + i));
    }
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Boolean>> added = new ArrayList<>();
      for (SshPublicKey key : all) {
        // Each with an object of its own, as different daemons have.
        added.add(threads.submit(() -> new AuthorizedKeys(file).add("", key)));
      }
      while (added.stream().anyMatch(one -> !one.isDone())) {
        assertThat(content()).startsWith("ssh-rsa AAAA first\n").endsWith("\n");
      }
      for (Future<Boolean> one : added) {
        assertThat(one.get()).isTrue();
      }
    }
    assertThat(content().lines().skip(1))
        .containsExactlyInAnyOrderElementsOf(all.stream().map(SshPublicKey::line).toList());
    try (var left = Files.list(home.resolve(".ssh"))) {
      assertThat(left.map(path -> path.getFileName().toString()))
          .containsExactlyInAnyOrder("authorized_keys", ".authorized_keys.lock");
    }
  }
}
