package org.noports.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * kill -9 of each process in turn while a session carries a connection: the others end or recover
 * in bounded time, and afterwards a new session works with nothing lost. Each test leaves
 * everything as it found it.
 */
class KilledProcessTest {
  /** A dead peer of a TCP connection on the same machine is noticed at once; be generous. */
  private static final Duration NOTICE = Duration.ofSeconds(15);

  /** Reconnects back off to at most 10 s between attempts; two attempts and a login. */
  private static final Duration RECOVERY = Duration.ofSeconds(45);

  @TempDir private static Path directory;
  private static WebService web;
  private static EchoService echo;
  private static PrivateSystem system;
  private static RunningProgram atServer;
  private static RunningProgram srvd;
  private static RunningProgram sshnpd;
  private RunningProgram npt;
  private Socket held;

  @BeforeAll
  static void start() throws Exception {
    web = WebService.start();
    echo = EchoService.start();
    system = new PrivateSystem(directory);
    atServer = system.atServer();
    system.activate("@client", "@device", "@relay");
    srvd = system.srvd();
    sshnpd = startDaemon();
  }

  @BeforeEach
  void openASessionWithAConnection() throws Exception {
    npt = system.npt(echo.port(), "-T", "5m");
    held = new Socket(InetAddress.getLoopbackAddress(), PrivateSystem.localPort(npt));
    held.setSoTimeout((int) NOTICE.toMillis());
    assertEcho("before");
  }

  @AfterEach
  void closeTheSession() throws Exception {
    held.close();
    npt.close();
  }

  @AfterAll
  static void close() throws Exception {
    try (PrivateSystem first = system;
        EchoService second = echo;
        WebService third = web) {
      assertThat(first).isNotNull();
      assertThat(second).isNotNull();
      assertThat(third).isNotNull();
    }
  }

  @Test
  void withoutItsClientTheServicesConnectionEndsAndOthersGoOn() throws Exception {
    npt.kill();

    await("the service's connection to end").atMost(NOTICE).until(() -> echo.connections() == 0);
    assertThat(sshnpd.isAlive()).isTrue();
    assertThat(srvd.isAlive()).isTrue();
    assertNewSessionWorks();
  }

  @Test
  void withoutItsDaemonTheClientEndsAndANewDaemonServes() throws Exception {
    sshnpd.kill();

    assertConnectionEnds();
    npt.awaitExit(NOTICE);
    assertThat(npt.err()).contains("run npt again, or use -K, which opens another session");
    await("the service's connection to end").atMost(NOTICE).until(() -> echo.connections() == 0);
    sshnpd = startDaemon();
    assertNewSessionWorks();
  }

  @Test
  void withoutItsRelayTheClientEndsAndANewRelayServes() throws Exception {
    srvd.kill();

    assertConnectionEnds();
    npt.awaitExit(NOTICE);
    await("the service's connection to end").atMost(NOTICE).until(() -> echo.connections() == 0);
    assertThat(sshnpd.isAlive()).isTrue();
    srvd = system.srvd();
    assertNewSessionWorks();
  }

  @Test
  void withoutAtServersTheSessionGoesOnAndEverybodyComesBackToNewOnes() throws Exception {
    atServer.kill();

    assertEcho("still");
    atServer = system.atServer();
    assertEcho("again");
    for (String atSign : new String[] {"@client", "@device", "@relay"}) {
      RunningProgram status = system.start("at_activate", "status", "-a", atSign);
      assertThat(status.awaitExit(RECOVERY)).as(status.err()).isZero();
    }
    await("a session over the new atServers")
        .atMost(RECOVERY)
        .pollInterval(Duration.ofMillis(100))
        .untilAsserted(KilledProcessTest::assertNewSessionWorks);
    assertEcho("at last");
    assertThat(sshnpd.isAlive()).isTrue();
    assertThat(srvd.isAlive()).isTrue();
  }

  private static RunningProgram startDaemon() throws IOException {
    return system.sshnpd("localhost:%d,localhost:%d".formatted(web.port(), echo.port()));
  }

  private static void assertNewSessionWorks() throws Exception {
    try (RunningProgram again = system.npt(web.port(), "-T", "1m", "--dpt", "10")) {
      int port = PrivateSystem.localPort(again);
      assertThat(WebService.ask(port, "/again", "")).startsWith(WebService.body("/again"));
    }
  }

  private void assertEcho(String word) throws IOException {
    byte[] sent = word.getBytes(StandardCharsets.UTF_8);
    held.getOutputStream().write(sent);
    assertThat(held.getInputStream().readNBytes(sent.length)).isEqualTo(sent);
  }

  private void assertConnectionEnds() {
    int read;
    try {
      read = held.getInputStream().read();
    } catch (java.net.SocketTimeoutException e) {
      throw new AssertionError("the local connection hangs", e);
    } catch (IOException e) {
      read = -1; // reset: an end too
    }
    assertThat(read).isEqualTo(-1);
  }
}
