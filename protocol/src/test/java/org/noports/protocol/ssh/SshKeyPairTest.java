package org.noports.protocol.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SshKeyPairTest {
  private static final String COMMENT = "sshnp_ephemeral_6f1c2a3b-0d4e-4f5a-8b9c-1d2e3f4a5b6c";

  @TempDir private Path directory;

  @ParameterizedTest
  @EnumSource
  void opensshReadsThePrivateKeyAndComputesTheSamePublicOne(SshKeyAlgorithm algorithm)
      throws Exception {
    SshKeyPair pair = SshKeyPair.generate(algorithm, new SecureRandom());
    Path file =
        Files.createFile(
            directory.resolve("key"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(file, pair.secretPem(COMMENT));

    assertThat(run("ssh-keygen", "-y", "-f", file.toString()).strip())
        .isEqualTo(pair.publicKey(COMMENT).line());
    assertThat(run("ssh-keygen", "-l", "-f", file.toString()))
        .startsWith(algorithm == SshKeyAlgorithm.RSA ? "4096 " : "256 ")
        .contains(COMMENT);
  }

  @Test
  void thePrivateKeyIsNotInItsText() {
    SshKeyPair pair = SshKeyPair.generate(SshKeyAlgorithm.ED25519, new SecureRandom());
    assertThat(pair.toString()).isEqualTo("SshKeyPair[ssh-ed25519, redacted]");
    assertThat(pair.secretPem("c").lines().skip(1).limit(1)).allMatch(line -> line.length() <= 70);
  }

  private static String run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(output).isZero();
    return output;
  }
}
