package org.noports.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.noports.protocol.name.SessionId;
import org.noports.protocol.ssh.SshKeyAlgorithm;

class EphemeralKeysTest {
  private static final String HELD = "ssh-rsa AAAA somebody";

  private final SessionId session = SessionId.random(ScriptedClient.RANDOM);
  @TempDir private Path home;
  private Path file;

  @BeforeEach
  void begin() throws IOException {
    file = Files.writeString(home.resolve("authorized_keys"), HELD);
  }

  private EphemeralKeys keys(String permissions) {
    return keys(file, permissions);
  }

  private static EphemeralKeys keys(Path file, String permissions) {
    return new EphemeralKeys(
        new SshSettings(file, 2022, false, "", permissions, SshKeyAlgorithm.ED25519),
        InstantSource.system(),
        ScriptedClient.RANDOM);
  }

  private List<String> lines() throws IOException {
    return Files.readAllLines(file);
  }

  @Test
  void aKeyMayOnlyForwardToSshdAndGoesWithTheDaemon() throws Exception {
    try (EphemeralKeys keys = keys("no-pty")) {
      assertThat(keys.issue(session)).startsWith("-----BEGIN OPENSSH PRIVATE KEY-----");
      assertThat(lines()).hasSize(2).startsWith(HELD);
      assertThat(lines().getLast())
          .startsWith(
              "command=\"echo \\\"ssh session complete\\\";sleep 20\","
                  + "PermitOpen=\"localhost:2022\",no-pty ssh-ed25519 AAAA")
          .endsWith(" sshnp_ephemeral_" + session);
    }
    assertThat(lines()).containsExactly(HELD);
  }

  @Test
  void aPowerlessKeyOpensNothing() throws Exception {
    try (EphemeralKeys keys = keys("")) {
      assertThat(keys.powerless(session)).startsWith("-----BEGIN OPENSSH PRIVATE KEY-----");
      assertThat(lines()).containsExactly(HELD);
    }
  }

  @Test
  void whatACrashLeftIsTakenOutAndNothingElse() throws Exception {
    String left = "ssh-ed25519 AAAAC3Nz sshnp_ephemeral_" + session;
    String alike = "ssh-ed25519 AAAAC3Nz my_sshnp_ephemeral_" + session;
    Files.write(file, List.of(HELD, left, alike));
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(3600)));
    try (EphemeralKeys keys = keys("")) {
      keys.clean();
      await().untilAsserted(() -> assertThat(lines()).containsExactly(HELD, alike));
    }
  }

  @Test
  void aFileThatCannotBeChangedIsARefusal() throws IOException {
    Path directory = Files.createDirectories(home.resolve("directory"));
    try (EphemeralKeys keys = keys(directory, "")) {
      assertThatThrownBy(() -> keys.issue(session))
          .isInstanceOf(Refusal.class)
          .hasMessageContaining("the ephemeral key could not be added to authorized_keys");
    }
  }
}
