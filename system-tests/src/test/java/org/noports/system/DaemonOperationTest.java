package org.noports.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A daemon in its operator's hands: config file, late keys, restarts, systemd. */
class DaemonOperationTest {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final Path ROOT = Path.of(System.getProperty("noports.root"));

  @TempDir private static Path directory;
  private static EchoService echo;
  private static PrivateSystem system;
  private static Path config;

  @BeforeAll
  static void start() throws Exception {
    echo = EchoService.start();
    system = new PrivateSystem(directory);
    system.atServer();
    system.activate("@client", "@device", "@relay");
    system.srvd();
    config =
        Files.writeString(
            directory.resolve("sshnpd.yaml"),
            """
            atsign:
              atsign: '@device'
            access:
              managers: [client]
              permitopen: ['localhost:%d']
            device:
              name: my_device
            runtime:
              storage-path: %s
            """
                .formatted(echo.port(), directory.resolve("storage")));
  }

  @AfterAll
  static void stop() throws Exception {
    system.close();
    echo.close();
  }

  private static RunningProgram npt() throws IOException {
    return system.npt(echo.port(), "-T", "5m");
  }

  /** What systemd runs, out of the unit's own line. */
  private static String mainProcess() throws IOException {
    String unit = Files.readString(ROOT.resolve("packaging/systemd/sshnpd.service"));
    String line =
        unit.lines().filter(each -> each.startsWith("ExecStart=")).findFirst().orElseThrow();
    String begin = "ExecStart=/bin/sh -c '";
    assertThat(line).startsWith(begin).endsWith("'");
    return line.substring(begin.length(), line.length() - 1)
        .replace("$$", "$")
        .replace("/usr/local/bin/sshnpd", PrivateSystem.bin("sshnpd"));
  }

  private static RunningProgram service(Path keys, Path told) throws IOException {
    Path tools = Files.createDirectories(directory.resolve("tools"));
    Path notify =
        Files.writeString(tools.resolve("systemd-notify"), "#!/bin/sh\necho \"$@\" >> \"$TOLD\"\n");
    Files.setPosixFilePermissions(notify, PosixFilePermissions.fromString("rwxr-xr-x"));
    return system.start(
        "env",
        "PATH=" + tools + ":" + System.getenv("PATH"),
        "TOLD=" + told,
        "NOPORTS_KEYS=" + keys,
        "NOTIFY_SOCKET=/nobody/listens",
        "WATCHDOG_USEC=200000",
        "SSHNPD_CONFIG=" + config,
        "/bin/sh",
        "-c",
        mainProcess());
  }

  private static ProcessHandle daemonOf(RunningProgram main) {
    List<ProcessHandle> children = ProcessHandle.of(main.pid()).orElseThrow().children().toList();
    assertThat(children).hasSize(1);
    return children.getFirst();
  }

  private static void awaitEnd(ProcessHandle process) {
    await().atMost(LIMIT).until(() -> !process.isAlive());
  }

  /** One after the other in one test, as in the life of a device: each start takes a second. */
  @Test
  void aDaemonWaitsForItsKeysServesAndIsRestartedWhileItsSessionsGoOn() throws Exception {
    Path firstTold = directory.resolve("told-first");
    Path keys = Files.createDirectories(directory.resolve("late"));
    RunningProgram first = service(keys, firstTold);
    first.awaitLine("@device_key.atKeys.*; waiting for it", PrivateSystem.START_LIMIT);
    Files.copy(system.keysFile("@device"), keys.resolve("@device_key.atKeys"));
    first.awaitLine("sshnpd is ready: @device serves device my_device", PrivateSystem.START_LIMIT);
    ProcessHandle old = daemonOf(first);
    await()
        .atMost(LIMIT)
        .untilAsserted(() ->
            assertThat(firstTold)
                .content()
                .containsSubsequence("--pid=" + first.pid() + " READY=1\n", "WATCHDOG=1\n"));
    RunningProgram one = npt();
    try (Socket held = EchoService.through(one)) {
      EchoService.assertEcho(held, "before the restart");
      assertThat(first.terminate()).isZero();
      // The daemon goes on without the main process that was waited for, and says so in its time.
      await()
          .atMost(LIMIT)
          .untilAsserted(() ->
              assertThat(first.err())
                  .contains("Stopping: no new sessions; 1 live ones have 86400 s to end"));

      Path secondTold = directory.resolve("told-second");
      RunningProgram second = service(keys, secondTold);
      second.awaitLine("sshnpd is ready", PrivateSystem.START_LIMIT);
      EchoService.assertEcho(held, "while the successor serves");
      RunningProgram two = npt();
      try (Socket other = EchoService.through(two)) {
        EchoService.assertEcho(other, "a session of the successor");
        EchoService.assertEcho(held, "the old one still");
        assertThat(old.isAlive()).isTrue();
        assertThat(second.err()).contains("started");
        assertThat(firstTold).content().doesNotContain("STOPPING");
      }
      two.close();

      ProcessHandle young = daemonOf(second);
      second.kill();
      awaitEnd(young);
      EchoService.assertEcho(held, "after the end of both main processes");
    }
    one.close();
    awaitEnd(old);
    assertThat(first.err()).contains("Stopping: no session is left").contains(" ended: ");
  }

  @Test
  void aSecondTerminationEndsSessionsAndWithoutATimeTheFirstDoes() throws Exception {
    RunningProgram patient = system.start("sshnpd", "--config", config.toString());
    patient.awaitLine("sshnpd is ready", PrivateSystem.START_LIMIT);
    RunningProgram one = npt();
    try (Socket held = EchoService.through(one)) {
      EchoService.assertEcho(held, "before");
      RunningProgram.signal(patient, "TERM");
      patient.awaitLine("Stopping: no new sessions; 1 live ones", LIMIT);
      EchoService.assertEcho(held, "while it drains");
      assertThat(patient.terminate()).isZero();
    }
    one.close();
    RunningProgram hasty =
        system.start("sshnpd", "--config", config.toString(), "--drain-timeout", "0");
    hasty.awaitLine("sshnpd is ready", PrivateSystem.START_LIMIT);
    RunningProgram two = npt();
    try (Socket held = EchoService.through(two)) {
      EchoService.assertEcho(held, "before");
      assertThat(hasty.terminate()).isZero();
    }
    two.close();
  }

  @Test
  void whoIsRefusedIsToldWhyAtOnce() throws Exception {
    try (RunningProgram daemon =
        system.start("sshnpd", "--config", config.toString(), "-m", "@somebody")) {
      daemon.awaitLine("sshnpd is ready", PrivateSystem.START_LIMIT);
      RunningProgram refused = npt();
      assertThat(refused.awaitExit(LIMIT)).isEqualTo(1);
      assertThat(refused.err())
          .contains(
              "Device my_device of @device does not let @client in: @client is not in --managers"
                  + " list; ask whoever runs it");
      assertThat(daemon.err())
          .contains("Notification ignored from @client which is not authorized: @client is not in");
    }
  }
}
