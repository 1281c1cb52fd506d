package org.noports.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * kill -9 of each process in turn while a session carries a connection: the others end or recover
 * in bounded time, and afterwards a new session works with nothing lost.
 */
class KilledProcessTest {
  /** A dead peer of a TCP connection on the same machine is noticed at once; be generous. */
  private static final Duration NOTICE = Duration.ofSeconds(15);

  /** Reconnects back off to at most 10 s between attempts; two attempts and a login. */
  private static final Duration RECOVERY = Duration.ofSeconds(45);

  @TempDir private Path directory;
  private WebService web;
  private EchoService echo;
  private PrivateSystem system;
  private RunningProgram atServer;
  private RunningProgram srvd;
  private RunningProgram sshnpd;
  private RunningProgram npt;
  private Socket held;

  @BeforeEach
  void openASessionWithAConnection() throws Exception {
    web = WebService.start();
    echo = EchoService.start();
    system = new PrivateSystem(directory);
    atServer = system.atServer();
    system.activate("@client", "@device", "@relay");
    srvd = system.srvd();
    sshnpd = startDaemon();
    npt = system.npt(echo.port(), "-T", "5m");
    held = new Socket(InetAddress.getLoopbackAddress(), PrivateSystem.localPort(npt));
    held.setSoTimeout((int) NOTICE.toMillis());
    assertEcho("before");
  }

  @AfterEach
  void close() throws Exception {
    try (PrivateSystem first = system;
        EchoService second = echo;
        WebService third = web;
        Socket fourth = held) {
      assertThat(first).isNotNull();
      assertThat(second).isNotNull();
      assertThat(third).isNotNull();
      assertThat(fourth).isNotNull();
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
        .untilAsserted(this::assertNewSessionWorks);
    assertEcho("at last");
    assertThat(sshnpd.isAlive()).isTrue();
    assertThat(srvd.isAlive()).isTrue();
  }

  private RunningProgram startDaemon() throws IOException {
    return system.sshnpd("localhost:%d,localhost:%d".formatted(web.port(), echo.port()));
  }

  private void assertNewSessionWorks() throws Exception {
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
