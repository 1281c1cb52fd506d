package org.noports.cli.sshnp;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.noports.cli.options.EnvironmentProblem;
import org.noports.cli.output.FileTrouble;
import org.noports.protocol.ProtocolException;
import org.noports.protocol.ssh.SshPublicKey;

/** The user's ssh key in files (cli.md 2.1, {@code -i} and {@code -s}). Stateless. */
final class IdentityFile {
  private IdentityFile() {}

  /** Profiles and quoted arguments hold a {@code ~} no shell has seen. */
  static Path path(String given, Path home) {
    return given.startsWith("~/") ? home.resolve(given.substring(2)) : Path.of(given);
  }

  /** OpenSSH warns and tries other keys; the built-in client has no others. */
  static void mustBeThere(Path privateKey) {
    try {
      Files.newByteChannel(privateKey).close();
    } catch (IOException e) {
      throw new EnvironmentProblem(
          "The identity file %s cannot be read: %s; correct -i"
              .formatted(privateKey, FileTrouble.of(e)),
          e);
    }
  }

  /** What stands beside the private key. */
  static SshPublicKey publicKey(Path privateKey) {
    Path file = Path.of(privateKey + ".pub");
    try {
      if (Files.size(file) > SshPublicKey.MAX_LENGTH) {
        throw unusable(file, new IOException("it is too large"));
      }
      return SshPublicKey.parse(Files.readString(file));
    } catch (IOException | ProtocolException e) {
      throw unusable(file, e);
    }
  }

  private static EnvironmentProblem unusable(Path file, Exception cause) {
    String why =
        cause instanceof IOException unread
            ? FileTrouble.of(unread)
            : String.valueOf(cause.getMessage());
    return new EnvironmentProblem(
        "SSH Public Key does not look like a public key file: %s (%s); make it with ssh-keygen -y"
            .formatted(file, why),
        cause);
  }
}
