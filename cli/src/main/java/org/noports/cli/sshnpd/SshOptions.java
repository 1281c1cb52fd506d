package org.noports.cli.sshnpd;

import java.nio.file.Path;
import org.noports.cli.options.PortConverter;
import org.noports.cli.options.SshAlgorithmConverter;
import org.noports.cli.options.UsageProblem;
import org.noports.daemon.SshSettings;
import org.noports.protocol.ssh.SshKeyAlgorithm;
import picocli.CommandLine.Option;

/** What sshnpd does for ssh sessions (cli.md 3.1). */
final class SshOptions {
  @Option(
      names = {"-s", "--sshpublickey"},
      negatable = true,
      description = "Add the ssh public keys that managers send to ~/.ssh/authorized_keys.")
  private boolean sshPublicKey;

  @Option(
      names = {"-S", "--sshpublickey-permissions"},
      paramLabel = "<options>",
      description = "Options of authorized_keys put before such a key.")
  private String publicKeyPermissions = "";

  @Option(
      names = "--ephemeral-permissions",
      paramLabel = "<options>",
      description = "Options of authorized_keys added to those of ephemeral keys.")
  private String ephemeralPermissions = "";

  @Option(
      names = "--ssh-algorithm",
      paramLabel = "ssh-ed25519|ssh-rsa",
      converter = SshAlgorithmConverter.class,
      description = "What ephemeral keys are made of (default ssh-ed25519; ssh-rsa has 4096 bits).")
  private SshKeyAlgorithm algorithm = SshKeyAlgorithm.ED25519;

  @Option(
      names = "--local-sshd-port",
      paramLabel = "<port>",
      converter = PortConverter.class,
      description = "Where this machine's sshd listens (default 22).")
  private int sshdPort = SshSettings.DEFAULT_SSHD_PORT;

  int sshdPort() {
    return sshdPort;
  }

  SshSettings settings(Path home) {
    try {
      return new SshSettings(
          home.resolve(".ssh/authorized_keys"),
          sshdPort,
          sshPublicKey,
          publicKeyPermissions,
          ephemeralPermissions,
          algorithm);
    } catch (IllegalArgumentException e) {
      throw new UsageProblem(String.valueOf(e.getMessage()), e);
    }
  }
}
