package org.noports.system;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * A private NoPorts system in a directory of the test, used as the README says: {@code . DIR/env},
 * then the programs by their names. Closing it ends every program it started.
 */
final class PrivateSystem implements AutoCloseable {
  static final Duration START_LIMIT = Duration.ofSeconds(60);

  private static final Path ROOT = Path.of(System.getProperty("noports.root"));

  private final Path directory;
  private final Path logs;
  private final Deque<RunningProgram> programs = new ArrayDeque<>();

  PrivateSystem(Path directory) {
    this.directory = directory.resolve("system");
    this.logs = directory.resolve("logs");
  }

  Path directory() {
    return directory;
  }

  Path logs() {
    return logs;
  }

  Path keysFile(String atSign) {
    return directory.resolve("keys").resolve(atSign + "_key.atKeys");
  }

  /** {@code noports up}, ready. */
  RunningProgram up(String... more) throws IOException {
    RunningProgram up = noports("up", more);
    up.awaitLine("^noports up is ready", START_LIMIT);
    return up;
  }

  /** {@code noports atserver}, ready, for the three usual atSigns. */
  RunningProgram atServer(String... more) throws IOException {
    List<String> words = new ArrayList<>(List.of("--atsign", "@client,@device,@relay"));
    words.addAll(List.of(more));
    RunningProgram server = noports("atserver", words.toArray(String[]::new));
    server.awaitLine("^noports atserver is ready", START_LIMIT);
    return server;
  }

  private RunningProgram noports(String program, String... more) throws IOException {
    List<String> command = new ArrayList<>();
    command.addAll(List.of("env", "NOPORTS_BUILD=never", bin("noports"), program));
    command.addAll(List.of("--dir", directory.toString()));
    command.addAll(List.of(more));
    return started(RunningProgram.start(logs, program, command));
  }

  /** What {@code noports atserver} asks its user to do: cut the keys of every new atSign. */
  void activate(String... atSigns) throws IOException, InterruptedException {
    List<RunningProgram> onboarding = new ArrayList<>();
    for (String atSign : atSigns) {
      String secret =
          Files.readString(directory.resolve("activation").resolve(atSign + ".cram")).strip();
      onboarding.add(start("at_activate", "onboard", "-a", atSign, "-c", secret));
    }
    for (RunningProgram onboard : onboarding) {
      int code = onboard.awaitExit(START_LIMIT);
      if (code != 0) {
        throw new AssertionError("at_activate ended with " + code + ": " + onboard.err());
      }
    }
  }

  RunningProgram srvd(String... more) throws IOException {
    List<String> words = new ArrayList<>(List.of("-a", "@relay", "-i", "127.0.0.1"));
    words.addAll(List.of(more));
    RunningProgram srvd = start("srvd", words.toArray(String[]::new));
    srvd.awaitLine("srvd is ready|Relay.*ready", START_LIMIT);
    return srvd;
  }

  /** A daemon that ends its sessions when it is asked to stop, also those nobody will end. */
  RunningProgram sshnpd(String permitOpen, String... more) throws IOException {
    List<String> words =
        new ArrayList<>(
            List.of(
                "-a",
                "@device",
                "-m",
                "@client",
                "-d",
                "my_device",
                "--po",
                permitOpen,
                "--drain-timeout",
                "0"));
    words.addAll(List.of(more));
    RunningProgram sshnpd = start("sshnpd", words.toArray(String[]::new));
    sshnpd.awaitLine("sshnpd is ready", START_LIMIT);
    return sshnpd;
  }

  /** npt to a port of this machine; not awaited. */
  RunningProgram npt(int port, String... more) throws IOException {
    return npt(String.valueOf(port), more);
  }

  /** npt to a UDP port of this machine; not awaited. */
  RunningProgram nptUdp(int port, String... more) throws IOException {
    return npt(port + "/udp", more);
  }

  private RunningProgram npt(String port, String... more) throws IOException {
    List<String> words =
        new ArrayList<>(
            List.of(
                "-f", "@client", "-t", "@device", "-r", "@relay", "-d", "my_device", "-p", port));
    words.addAll(List.of(more));
    return start("npt", words.toArray(String[]::new));
  }

  /** The local port of an npt that listens. */
  static int localPort(RunningProgram npt) {
    return Integer.parseInt(
        npt.awaitLine("npt is listening on [^ ]*:([0-9]+)", START_LIMIT).group(1));
  }

  /**
   * Any program by its name, in a shell that has read {@code DIR/env}. It takes SIGHUP as a program
   * does that was not started by {@code nohup}, as this test may have been.
   */
  RunningProgram start(String program, String... words) throws IOException {
    List<String> command = new ArrayList<>();
    command.addAll(
        List.of(
            "/bin/sh",
            "-c",
            ". \"$0\"; export NOPORTS_BUILD=never; exec env --default-signal=HUP \"$@\"",
            directory.resolve("env").toString(),
            program));
    command.addAll(List.of(words));
    return started(RunningProgram.start(logs, program, command));
  }

  private RunningProgram started(RunningProgram program) {
    programs.push(program);
    return program;
  }

  static String bin(String name) {
    return ROOT.resolve("bin").resolve(name).toString();
  }

  /** Everything the system's files and logs hold, as one text of bytes. */
  static String bytesBelow(Path place) throws IOException {
    StringBuilder all = new StringBuilder();
    try (var files = Files.walk(place)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        all.append(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1)).append('\n');
      }
    }
    return all.toString();
  }

  /** The one file of that name. */
  static Path fileBelow(Path place, String name) throws IOException {
    try (var files = Files.walk(place)) {
      return files.filter(file -> file.endsWith(name)).findFirst().orElseThrow();
    }
  }

  @Override
  public void close() {
    AssertionError first = null;
    for (RunningProgram program : programs) {
      try {
        program.close();
      } catch (AssertionError e) {
        first = first == null ? e : first;
      }
    }
    if (first != null) {
      throw first;
    }
  }
}
