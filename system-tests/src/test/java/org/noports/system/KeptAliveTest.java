package org.noports.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code npt -K} while every other party is killed or stopped in turn: the local port stays the
 * same, and a connection made while it is down is served by the next session. Each test leaves
 * everything as it found it.
 */
class KeptAliveTest {
  /** The back-off's pauses, a login, and a busy machine. */
  private static final Duration RECOVERY = Duration.ofSeconds(60);

  @TempDir private static Path directory;
  private static EchoService echo;
  private static PrivateSystem system;
  private static RunningProgram atServer;
  private static RunningProgram srvd;
  private static RunningProgram sshnpd;
  private static RunningProgram npt;
  private static int port;

  @BeforeAll
  static void start() throws Exception {
    echo = EchoService.start();
    system = new PrivateSystem(directory);
    atServer = system.atServer();
    system.activate("@client", "@device", "@relay");
    srvd = system.srvd();
    sshnpd = startDaemon();
    npt = system.npt(echo.port(), "-K", "--dpt", "3", "--notice", "6s");
    port = PrivateSystem.localPort(npt);
  }

  @AfterAll
  static void close() throws Exception {
    try (PrivateSystem first = system;
        EchoService second = echo) {
      assertThat(first).isNotNull();
      assertThat(second).isNotNull();
    }
  }

  @Test
  void theLossOfTheDaemonIsToldAndTheNextOneServes() throws Exception {
    int lines = sessions();
    try (Socket before = connect()) {
      assertEcho(before, "before");
      sshnpd.kill();
      assertEnds(before);
    }
    npt.awaitLine("Session ended, keep-alive is set", RECOVERY);

    try (Socket meanwhile = connect()) {
      sshnpd = startDaemon();
      assertEcho(meanwhile, "served by the next");
    }
    assertThat(sessions()).isGreaterThan(lines);
  }

  @Test
  void theLossOfTheRelayIsSurvivedToo() throws Exception {
    try (Socket before = connect()) {
      assertEcho(before, "before");
      srvd.kill();
      assertEnds(before);
    }

    try (Socket meanwhile = connect()) {
      srvd = system.srvd();
      assertEcho(meanwhile, "served by the next");
    }
  }

  @Test
  void withoutAtServersTheSessionGoesOnAndTheNextOneWaitsForNewOnes() throws Exception {
    try (Socket before = connect()) {
      atServer.kill();
      assertEcho(before, "still");
      sshnpd.kill();
      assertEnds(before);
    }

    try (Socket meanwhile = connect()) {
      atServer = system.atServer();
      sshnpd = startDaemon();
      assertEcho(meanwhile, "served by the next");
    }
  }

  @Test
  void afterASleepAnotherSessionOpensBesideTheOneThatMayBeGone() throws Exception {
    int lines = sessions();
    try (Socket before = connect()) {
      assertEcho(before, "before");
      sleep(npt);

      npt.awaitLine("The session may be gone", RECOVERY);
      await("another session").atMost(RECOVERY).until(() -> sessions() > lines);
      assertEcho(before, "the first connection goes on");
    }
    try (Socket after = connect()) {
      assertEcho(after, "after");
    }
  }

  @Test
  void aRelayThatStandsStillWithoutClosingAnythingIsNoticed() throws Exception {
    try (Socket before = connect()) {
      assertEcho(before, "before");
      signal(srvd, "STOP");
      try {
        npt.awaitLine("does not answer any more through the relay", RECOVERY);
        assertEnds(before);
      } finally {
        signal(srvd, "CONT");
      }
    }
    try (Socket after = connect()) {
      assertEcho(after, "after");
    }
  }

  private static void signal(RunningProgram program, String name) throws Exception {
    RunningProgram kill = system.start("kill", "-" + name, String.valueOf(program.pid()));
    assertThat(kill.awaitExit(RECOVERY)).as(kill.err()).isZero();
  }

  /** As a computer that sleeps: longer than the half of --notice and an interval between looks. */
  private static void sleep(RunningProgram program) throws Exception {
    String pid = String.valueOf(program.pid());
    RunningProgram asleep =
        system.start("sh", "-c", "kill -STOP $0 && sleep 5 && kill -CONT $0", pid);
    assertThat(asleep.awaitExit(RECOVERY)).as(asleep.err()).isZero();
  }

  private static RunningProgram startDaemon() throws IOException {
    return system.sshnpd("localhost:" + echo.port());
  }

  /** How often it has said that it listens; always on the same port. */
  private static int sessions() {
    return npt.err().split("npt is listening on localhost:" + port, -1).length - 1;
  }

  private static Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout((int) RECOVERY.toMillis());
    return socket;
  }

  private static void assertEcho(Socket socket, String word) throws IOException {
    byte[] sent = word.getBytes(StandardCharsets.UTF_8);
    socket.getOutputStream().write(sent);
    assertThat(socket.getInputStream().readNBytes(sent.length)).isEqualTo(sent);
  }

  private static void assertEnds(Socket socket) {
    int read;
    try {
      read = socket.getInputStream().read();
    } catch (SocketTimeoutException e) {
      throw new AssertionError("the local connection hangs", e);
    } catch (IOException e) {
      read = -1; // reset: an end too
    }
    assertThat(read).isEqualTo(-1);
  }
}
