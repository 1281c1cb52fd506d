package org.noports.system;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A private system with a daemon that leads to an sshd, and a home of their own for both ends. */
final class SshSystem implements AutoCloseable {
  static final Duration LIMIT = Duration.ofSeconds(90);

  private final Path directory;
  private final PrivateSystem system;
  private final OpenSshServer sshd;
  private final Path home;
  private @Nullable RunningProgram sshnpd;

  private SshSystem(Path directory, PrivateSystem system, OpenSshServer sshd) throws IOException {
    this.directory = directory;
    this.system = system;
    this.sshd = sshd;
    this.home = directory.resolve("home");
    Files.createDirectories(home.resolve(".ssh"));
    Files.createSymbolicLink(authorizedKeys(), sshd.authorizedKeys());
  }

  static SshSystem start(Path directory) throws Exception {
    OpenSshServer sshd = OpenSshServer.start(directory.resolve("sshd"));
    PrivateSystem system = new PrivateSystem(directory);
    SshSystem whole = new SshSystem(directory, system, sshd);
    boolean started = false;
    try {
      system.up();
      whole.startDaemon();
      started = true;
      return whole;
    } finally {
      if (!started) {
        whole.close();
      }
    }
  }

  RunningProgram startDaemon() throws IOException {
    RunningProgram daemon =
        system.start(
            "env",
            "HOME=" + home,
            "USER=" + System.getProperty("user.name"),
            "sshnpd",
            "-a",
            "@device",
            "-m",
            "@client",
            "-d",
            "my_device",
            "-s",
            "--drain-timeout",
            "0",
            "--po",
            "localhost:" + sshd.port(),
            "--local-sshd-port",
            String.valueOf(sshd.port()));
    daemon.awaitLine("sshnpd is ready", PrivateSystem.START_LIMIT);
    sshnpd = daemon;
    return daemon;
  }

  /** The words of a command line of sshnp to the device. */
  List<String> sshnp() {
    return List.of(
        "sshnp",
        "-f",
        "@client",
        "-t",
        "@device",
        "-r",
        "@relay",
        "-d",
        "my_device",
        "--remote-sshd-port",
        String.valueOf(sshd.port()));
  }

  /**
   * Runs a script, successfully, in which {@code $SSHNP} begins a command line of sshnp, {@code
   * $QUIET} one of ssh, and {@code $KEY} is the user's key.
   */
  RunningProgram script(String text) throws Exception {
    RunningProgram script = started(text);
    int code = script.awaitExit(LIMIT);
    assertThat(code).as(script.err()).isZero();
    return script;
  }

  /** The same, not awaited. */
  RunningProgram started(String text) throws IOException {
    List<String> words =
        new ArrayList<>(
            List.of(
                "HOME=" + home,
                "SSHNP=" + String.join(" ", sshnp()),
                "QUIET=" + String.join(" ", OpenSshServer.QUIET),
                "KEY=" + sshd.userKey()));
    words.addAll(List.of("sh", "-eu", "-c", text));
    return system.start("env", words.toArray(String[]::new));
  }

  Path directory() {
    return directory;
  }

  Path home() {
    return home;
  }

  Path authorizedKeys() {
    return home.resolve(".ssh/authorized_keys");
  }

  PrivateSystem programs() {
    return system;
  }

  OpenSshServer sshd() {
    return sshd;
  }

  RunningProgram sshnpd() {
    return requireNonNull(sshnpd);
  }

  @Override
  public void close() {
    try (OpenSshServer last = sshd) {
      assertThat(last.port()).isPositive();
      system.close();
    }
  }
}
