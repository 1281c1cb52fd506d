package org.noports.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A relay in its operator's hands: config file, metrics, signals, systemd. */
class RelayOperationTest {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  @TempDir private static Path directory;
  private static EchoService echo;
  private static PrivateSystem system;

  @BeforeAll
  static void start() throws Exception {
    echo = EchoService.start();
    system = new PrivateSystem(directory);
    system.atServer();
    system.activate("@client", "@device", "@relay");
    system.sshnpd("localhost:*");
  }

  @AfterAll
  static void stop() throws Exception {
    system.close();
    echo.close();
  }

  private static void write(Path file, String text) throws IOException {
    Files.writeString(file, text);
  }

  private static HttpResponse<String> get(String url) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(
          HttpRequest.newBuilder(URI.create(url)).timeout(LIMIT).build(), BodyHandlers.ofString());
    }
  }

  @Test
  void aRelayTellsItsFiguresReadsItsFileAgainAndLetsSessionsEndBeforeItStops() throws Exception {
    Path config = directory.resolve("srvd.yaml");
    write(
        config,
        """
        atsign:
          atsign: '@relay'
        network:
          ip: 127.0.0.1
        access:
          managers:
            - '@client'
        runtime:
          metrics: 0
        """);
    RunningProgram srvd = system.start("srvd", "--config", config.toString());
    String figures =
        srvd.awaitLine("figures at (http://127\\.0\\.0\\.1:[0-9]+)", PrivateSystem.START_LIMIT)
            .group(1);
    srvd.awaitLine("srvd is ready: @relay relays at 127.0.0.1", LIMIT);
    RunningProgram npt = system.npt(echo.port(), "-T", "5m");
    try (Socket held = EchoService.through(npt)) {
      EchoService.assertEcho(held, "before");
      assertThat(get(figures + "/metrics").body())
          .contains("# TYPE noports_relay_sessions gauge\nnoports_relay_sessions 1.0\n")
          .contains("noports_relay_sessions_started_total 1.0\n")
          .contains("noports_relay_requests_refused_total{reason=\"not_manager\"} 0.0\n")
          .contains("noports_relay_connections_not_proved_total{reason=\"bad_signature\"} 0.0\n")
          .containsPattern("noports_relay_bytes_total\\{direction=\"to_daemon\"} [1-9]")
          .containsPattern("noports_relay_open_files [1-9]")
          .contains("noports_relay_draining 0.0\n");
      assertThat(get(figures + "/health").statusCode()).isEqualTo(200);
      assertThat(get(figures + "/health").body())
          .isEqualTo("{\"status\":\"serving\",\"sessions\":1}");
      assertThat(get(figures + "/sessions").body())
          .contains("\"client\":\"@client\",\"daemon\":\"@device\"")
          .contains("\"clients\":[{\"pairs\":");
      assertThat(get(figures + "/other").statusCode()).isEqualTo(404);

      write(config, Files.readString(config) + "  drain-limit: 7s\n");
      RunningProgram.signal(srvd, "HUP");
      srvd.awaitLine(
          "Config file not taken over, all stays as it was: .*srvd\\.yaml line 10: unknown key"
              + " /runtime/drain-limit; /runtime has debug, drain-timeout,",
          LIMIT);
      write(
          config,
          Files.readString(config)
              .replace("drain-limit: 7s", "drain-timeout: 5m")
              .replace("@client", "@somebody")
              .replace("metrics: 0", "metrics: 9"));
      RunningProgram.signal(srvd, "HUP");
      srvd.awaitLine(
          "Config file read again: managers, drain-timeout changed; needs a restart: metrics",
          LIMIT);
      EchoService.assertEcho(held, "between");

      RunningProgram.signal(srvd, "TERM");
      srvd.awaitLine("Stopping: no new sessions; 1 live ones have 300 s to end", LIMIT);
      assertThat(get(figures + "/health").statusCode()).isEqualTo(503);
      EchoService.assertEcho(held, "after");
    }
    npt.close();
    assertThat(srvd.awaitExit(LIMIT)).isZero();
    assertThat(srvd.err()).contains("Stopping: no session is left").contains("Finished session ");
  }

  @Test
  void aSecondTerminationEndsSessionsAtOnceAndSystemdHearsOfItAll() throws Exception {
    Path tools = Files.createDirectories(directory.resolve("tools"));
    Path told = directory.resolve("told");
    Path notify = tools.resolve("systemd-notify");
    write(notify, "#!/bin/sh\necho \"$@\" >> '%s'\n".formatted(told));
    Files.setPosixFilePermissions(notify, PosixFilePermissions.fromString("rwxr-xr-x"));
    RunningProgram srvd =
        system.start(
            "env",
            "PATH=" + tools + ":" + System.getenv("PATH"),
            "NOTIFY_SOCKET=/nobody/listens",
            "WATCHDOG_USEC=200000",
            PrivateSystem.bin("srvd"),
            "-a",
            "@relay",
            "-i",
            "127.0.0.1");
    srvd.awaitLine("srvd is ready", PrivateSystem.START_LIMIT);
    RunningProgram npt = system.npt(echo.port(), "-T", "5m");
    try (Socket held = EchoService.through(npt)) {
      EchoService.assertEcho(held, "before");
      await()
          .atMost(LIMIT)
          .untilAsserted(() ->
              assertThat(told)
                  .content()
                  .containsSubsequence("--pid=" + srvd.pid() + " READY=1\n", "WATCHDOG=1\n"));
      RunningProgram.signal(srvd, "TERM");
      srvd.awaitLine("Stopping: no new sessions; 1 live ones have 60 s to end", LIMIT);
      EchoService.assertEcho(held, "while it drains");
      RunningProgram.signal(srvd, "TERM");
      assertThat(srvd.awaitExit(LIMIT)).isZero();
      assertThat(told).content().contains("STOPPING=1 EXTEND_TIMEOUT_USEC=80000000\n");
    }
    npt.close();
  }

  @Test
  void aRelayServesTheSocketThatItsServiceManagerOpenedBeforeIt() throws Exception {
    String opening =
        "use Socket; use POSIX;"
            + " socket(S, PF_INET, SOCK_STREAM, 0) && bind(S, sockaddr_in(0, INADDR_LOOPBACK))"
            + " && listen(S, 64) or die $!;"
            + " printf STDERR \"port %d\\n\", (sockaddr_in(getsockname(S)))[0];"
            + " POSIX::dup2(fileno(S), 0); close(S); exec @ARGV";
    RunningProgram srvd =
        system.start(
            "perl", "-e", opening, PrivateSystem.bin("srvd"), "-a", "@relay", "-i", "127.0.0.1");
    int port = Integer.parseInt(srvd.awaitLine("^port ([0-9]+)", LIMIT).group(1));
    try (Socket early = new Socket(InetAddress.getLoopbackAddress(), port)) {
      srvd.awaitLine(
          "Listening on port " + port + " for sessions through port 443",
          PrivateSystem.START_LIMIT);
      early.setSoTimeout((int) LIMIT.toMillis());
      assertThat(early.getInputStream().readNBytes(12)).hasSize(12);
    }
    srvd.close();
  }
}
