package org.noports.cli.sshnp;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.noports.cli.options.EnvironmentProblem;
import org.noports.cli.output.OneLine;
import org.noports.client.SshCommand;
import org.noports.client.SshTunnel;

/**
 * The outer of two ssh connections, for a tunnel that is not encrypted (sessions.md 6.1, 6.6): logs
 * in with the key the daemon gave, forwards a local port to the device's sshd, and leaves itself in
 * the background for as long as that is used.
 *
 * @param directory for the key while it is needed
 * @param port where the user's ssh is to connect; 0 for any free one
 * @param user null for the one the tunnel knows
 */
record OuterSsh(SshCommand command, Path directory, int port, @Nullable String user, int sshdPort) {
  private static final Path SSH = Path.of("/usr/bin/ssh");
  private static final int LIMIT_SECONDS = 10;
  private static final int LONGEST_REASON = 300;

  /** The port that leads to the device's sshd now. */
  int start(SshTunnel tunnel) throws InterruptedException {
    String key = tunnel.ephemeralKey();
    if (key == null) {
      throw failed("the daemon gave no key for it; use the encrypted tunnel", null);
    }
    try {
      Files.createDirectories(directory, mode("rwx------"));
      Path keyFile = directory.resolve("ephemeral_" + tunnel.id());
      Path log = Files.createTempFile(directory, "tunnel_", ".log", mode("rw-------"));
      try {
        Files.writeString(Files.createFile(keyFile, mode("rw-------")), key);
        int forwarded = port == 0 ? freePort() : port;
        run(
            command.initialTunnel(
                Files.isExecutable(SSH) ? SSH.toString() : "ssh",
                tunnel.localPort(),
                user == null ? tunnel.userName() : user,
                keyFile.toString(),
                forwarded,
                sshdPort),
            log);
        return forwarded;
      } finally {
        Files.deleteIfExists(keyFile);
        Files.deleteIfExists(log);
      }
    } catch (IOException e) {
      throw failed(String.valueOf(e.getMessage()), e);
    }
  }

  /** Its outputs are no pipes of ours: it keeps them when it goes into the background. */
  private static void run(List<String> words, Path log) throws IOException, InterruptedException {
    Process ssh =
        new ProcessBuilder(words)
            .redirectInput(Redirect.from(Path.of("/dev/null").toFile()))
            .redirectOutput(Redirect.DISCARD)
            .redirectError(log.toFile())
            .start();
    if (!ssh.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
      ssh.destroyForcibly();
      throw failed("it was not up within " + LIMIT_SECONDS + " s", null);
    }
    if (ssh.exitValue() != 0) {
      List<String> said = Files.readAllLines(log, java.nio.charset.StandardCharsets.ISO_8859_1);
      throw failed(
          (said.isEmpty()
                  ? "ssh ended with " + ssh.exitValue()
                  : OneLine.of(said.getLast(), LONGEST_REASON))
              + "; the device's sshd must take keys of ~/.ssh/authorized_keys of that user (-U), and"
              + " listen at --remote-sshd-port; or leave out --no-et",
          null);
    }
  }

  /** Free now: ssh binds it itself, and fails if somebody is quicker. */
  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static FileAttribute<?> mode(String permissions) {
    return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions));
  }

  private static EnvironmentProblem failed(String why, @Nullable Exception cause) {
    String text = "SSHNP failed to start the initial tunnel: " + why;
    return cause == null ? new EnvironmentProblem(text) : new EnvironmentProblem(text, cause);
  }
}
