package org.noports.daemon;

import java.nio.file.Path;
import org.noports.protocol.ssh.SshKeyAlgorithm;

/**
 * What a daemon does for ssh sessions (cli.md 3.1).
 *
 * @param authorizedKeys the file in which sshd looks for the user's keys
 * @param sshdPort where the machine's sshd listens on localhost
 * @param acceptPublicKeys whether managers may add their public keys to that file
 * @param publicKeyPermissions options put before such a key; may be empty
 * @param ephemeralPermissions options added to the line of an ephemeral key; may be empty
 * @param ephemeralAlgorithm what ephemeral keys are made of
 */
public record SshSettings(
    Path authorizedKeys,
    int sshdPort,
    boolean acceptPublicKeys,
    String publicKeyPermissions,
    String ephemeralPermissions,
    SshKeyAlgorithm ephemeralAlgorithm) {
  public static final int DEFAULT_SSHD_PORT = 22;

  public SshSettings {
    if (sshdPort < 1 || sshdPort > 65535) {
      throw new IllegalArgumentException("the port of sshd must be 1 to 65535, not " + sshdPort);
    }
    requireOneLine("ssh public key", publicKeyPermissions);
    requireOneLine("ephemeral", ephemeralPermissions);
  }

  /** Nothing beyond the defaults. */
  public static SshSettings of(Path authorizedKeys) {
    return new SshSettings(
        authorizedKeys, DEFAULT_SSHD_PORT, false, "", "", SshKeyAlgorithm.ED25519);
  }

  private static void requireOneLine(String what, String permissions) {
    if (permissions.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException(
          "Detected newline characters in the %s permissions which malforms the authorized_keys file."
              .formatted(what));
    }
  }
}
