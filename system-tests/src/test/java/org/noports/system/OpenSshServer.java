package org.noports.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** OpenSSH's own sshd with a configuration, keys and a port of the test's own. */
final class OpenSshServer implements AutoCloseable {
  private static final int LOWEST_PORT = 20_000;
  private static final int LOWEST_EPHEMERAL_PORT = 32_768;
  private static final int MOST_TRIES = 100;

  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final Path SSHD = Path.of("/usr/sbin/sshd");

  private final Path directory;
  private final int port;
  private final RunningProgram sshd;

  private OpenSshServer(Path directory, int port, RunningProgram sshd) {
    this.directory = directory;
    this.port = port;
    this.sshd = sshd;
  }

  static OpenSshServer start(Path directory) throws IOException, InterruptedException {
    assertThat(SSHD).as("OpenSSH's server: ./check installs it").exists();
    Files.createDirectories(directory);
    key(directory, "host_key");
    key(directory, "user_key");
    Files.copy(directory.resolve("user_key.pub"), directory.resolve("authorized_keys"));
    if (System.getProperty("user.name").equals("root")) {
      Files.createDirectories(Path.of("/run/sshd")); // sshd's own demand when root starts it
    }
    int port = freePort();
    Path config =
        Files.writeString(
            directory.resolve("sshd_config"),
            """
            ListenAddress 127.0.0.1
            Port %d
            HostKey %s
            AuthorizedKeysFile %s
            PidFile none
            UsePAM no
            StrictModes no
            PasswordAuthentication no
            PermitRootLogin yes
            MaxStartups 100
            Subsystem sftp internal-sftp
            """
                .formatted(
                    port, directory.resolve("host_key"), directory.resolve("authorized_keys")));
    RunningProgram sshd =
        RunningProgram.start(
            directory, "sshd", List.of(SSHD.toString(), "-D", "-e", "-f", config.toString()));
    sshd.awaitLine("Server listening on 127.0.0.1", LIMIT);
    return new OpenSshServer(directory, port, sshd);
  }

  int port() {
    return port;
  }

  /** ssh or scp through a local port; scp takes the port by a different letter. */
  List<String> command(String program, int localPort, String... words) {
    List<String> command = new ArrayList<>(List.of(program));
    command.addAll(List.of(program.equals("scp") ? "-P" : "-p", String.valueOf(localPort)));
    command.addAll(
        List.of(
            "-F", "/dev/null",
            "-i", directory.resolve("user_key").toString(),
            "-o", "IdentitiesOnly=yes",
            "-o", "StrictHostKeyChecking=no",
            "-o", "UserKnownHostsFile=/dev/null",
            "-o", "BatchMode=yes",
            "-o", "LogLevel=ERROR"));
    command.addAll(List.of(words));
    return command;
  }

  /** Words for an ssh that asks nothing and remembers nothing. */
  static final List<String> QUIET =
      List.of("-o UserKnownHostsFile=/dev/null", "-o BatchMode=yes", "-o LogLevel=ERROR");

  Path userKey() {
    return directory.resolve("user_key");
  }

  Path authorizedKeys() {
    return directory.resolve("authorized_keys");
  }

  static String target() {
    return System.getProperty("user.name") + "@localhost";
  }

  private static void key(Path directory, String name) throws IOException, InterruptedException {
    RunningProgram keygen =
        RunningProgram.start(
            directory,
            "ssh-keygen",
            List.of(
                "ssh-keygen",
                "-q",
                "-t",
                "ed25519",
                "-N",
                "",
                "-f",
                directory.resolve(name).toString()));
    assertThat(keygen.awaitExit(LIMIT)).as(keygen.err()).isZero();
  }

  /** One that the system does not give to whoever asks for any, so that it is still free later. */
  static int freePort() throws IOException {
    for (int tries = 1; ; tries++) {
      int port = ThreadLocalRandom.current().nextInt(LOWEST_PORT, LOWEST_EPHEMERAL_PORT);
      try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      } catch (BindException e) {
        if (tries == MOST_TRIES) {
          throw e;
        }
      }
    }
  }

  @Override
  public void close() {
    sshd.close();
  }
}
