package org.noports.client;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.noports.atclient.AtClient;
import org.noports.protocol.name.AtKey;
import org.noports.protocol.session.MessageName;
import org.noports.protocol.session.ServiceAddress;
import org.noports.tunnel.rendezvous.EndReason;

/** Sessions with every party in place: atDirectory, atServers, relay, daemon, client, service. */
class WholeSessionTest {
  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

  @TempDir static Path directory;
  private static WholeSystem system;
  private static ServerSocket echo;

  @BeforeAll
  static void start() throws Exception {
    echo = new ServerSocket(0, 512, LOOPBACK);
    Thread.ofVirtual().start(WholeSessionTest::serveEcho);
    system = new WholeSystem(directory);
  }

  @AfterAll
  static void stop() throws Exception {
    system.close();
    echo.close();
  }

  private static void serveEcho() {
    try {
      while (true) {
        Socket socket = echo.accept();
        Thread.ofVirtual()
            .start(() -> {
              try (socket) {
                socket.getInputStream().transferTo(socket.getOutputStream());
              } catch (IOException e) {
                // The test's end of it is gone.
              }
            });
      }
    } catch (IOException e) {
      // Closed: the tests are over.
    }
  }

  private static NptOptions.Builder options(int port) {
    return NptOptions.builder(
            WholeSystem.BOB,
            WholeSystem.DEVICE,
            WholeSystem.RELAY,
            ServiceAddress.of("127.0.0.1", port))
        .daemonPingTimeout(Duration.ofSeconds(10));
  }

  private static OpenSession connect(AtClient client, NptOptions.Builder options)
      throws InterruptedException {
    return NptClient.connect(options.build(), client, StepListener.NONE);
  }

  private static OpenSession connect() throws InterruptedException {
    return connect(system.alice, options(echo.getLocalPort()));
  }

  /** Sends random bytes through the tunnel and wants the same back, then end of stream. */
  private static void exchange(int localPort, int bytes) throws IOException {
    byte[] sent = new byte[bytes];
    new Random(bytes).nextBytes(sent);
    try (Socket socket = new Socket(LOOPBACK, localPort)) {
      socket.setSoTimeout(20_000);
      Thread.ofVirtual()
          .start(() -> {
            try {
              socket.getOutputStream().write(sent);
              socket.shutdownOutput();
            } catch (IOException e) {
              // The reader below sees it too.
            }
          });
      byte[] received = socket.getInputStream().readAllBytes();
      assertThat(Arrays.mismatch(sent, received))
          .as("sent %d, received %d", sent.length, received.length)
          .isEqualTo(-1);
    }
  }

  @Test
  void bytesComeBackThroughAllPartiesOneConnectionAfterTheOther() throws Exception {
    try (OpenSession session = connect()) {
      exchange(session.localPort(), 1);
      exchange(session.localPort(), 3_000_000);
      exchange(session.localPort(), 70_000);
    }
  }

  @Test
  void manyConnectionsAtOnceAreEachTheirOwn() throws Exception {
    try (OpenSession session = connect();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> exchanges = new ArrayList<>();
      for (int i = 1; i <= 100; i++) {
        int bytes = i * 1000;
        exchanges.add(
            threads.submit(() -> {
              exchange(session.localPort(), bytes);
              return true;
            }));
      }
      for (Future<?> exchange : exchanges) {
        exchange.get();
      }
    }
  }

  @Test
  void twoOfOursAuthenticateTheTraffic() throws Exception {
    try (OpenSession session =
        connect(system.alice, options(echo.getLocalPort()).requireAead(true))) {
      exchange(session.localPort(), 3_000_000);
    }
  }

  @Test
  void counterModeWorksWhenAskedFor() throws Exception {
    try (OpenSession session = connect(system.alice, options(echo.getLocalPort()).aead(false))) {
      exchange(session.localPort(), 3_000_000);
    }
  }

  @Test
  void anUnencryptedSessionWorksWhenAskedFor() throws Exception {
    try (OpenSession session = connect(system.alice, options(echo.getLocalPort()).encrypt(false))) {
      exchange(session.localPort(), 10_000);
    }
  }

  @Test
  void fiftySessionsInARowLeaveNothingBehind() throws Exception {
    for (int i = 0; i < 3; i++) {
      runOne();
    }
    settle();
    long before = openFiles();
    for (int i = 0; i < 50; i++) {
      runOne();
    }
    settle();
    await().atMost(Duration.ofSeconds(30)).until(() -> openFiles() <= before + 8);
  }

  private static void runOne() throws Exception {
    try (OpenSession session = connect()) {
      exchange(session.localPort(), 1000);
    }
  }

  private static void settle() {
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> system.daemon.sessions() == 0 && system.relay.sessions() == 0);
  }

  private static long openFiles() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
      return files.count();
    }
  }

  @Test
  void aProxyReachesSeveralServicesThroughOneSession() throws Exception {
    settle();
    try (ServerSocket second = new ServerSocket(0, 8, LOOPBACK);
        LocalProxy proxy =
            LocalProxy.open(
                LocalBinding.loopback(0),
                target -> options(target.port()).build(),
                system.alice,
                new RefusalsOnly())) {
      assertThat(throughSocks(proxy.localPort(), echo.getLocalPort())).isZero();
      assertThat(throughSocks(proxy.localPort(), second.getLocalPort())).isZero();
      second.accept().close();
      assertThat(system.daemon.sessions()).isEqualTo(1);
    }
  }

  /** The code of the reply to a SOCKS5 request for a port of this machine. */
  private static int throughSocks(int proxy, int port) throws IOException {
    try (Socket socket = new Socket(LOOPBACK, proxy)) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(new byte[] {5, 1, 0});
      assertThat(socket.getInputStream().readNBytes(2)).containsExactly(5, 0);
      socket
          .getOutputStream()
          .write(new byte[] {5, 1, 0, 1, 127, 0, 0, 1, (byte) (port >> 8), (byte) port});
      return socket.getInputStream().readNBytes(10)[1];
    }
  }

  private static final class RefusalsOnly implements ProxyListener {
    @Override
    public void reached(ServiceAddress target, ReachedStep step) {}

    @Override
    public void refused(String protocol, ServiceAddress target, RuntimeException why) {
      throw new AssertionError(target + " was refused", why);
    }
  }

  @Test
  void theDaemonSaysWhichPortsItPermits() {
    assertThatThrownBy(() ->
            connect(
                system.alice,
                NptOptions.builder(
                    WholeSystem.BOB,
                    WholeSystem.DEVICE,
                    WholeSystem.RELAY,
                    ServiceAddress.of("192.0.2.7", 22))))
        .isInstanceOf(ClientException.DaemonRefused.class)
        .hasMessageContaining(
            "Connection to 192.0.2.7:22 denied based on daemon --permit-open [127.0.0.1:*]");
  }

  @Test
  void whoIsNotAManagerIsToldSo() {
    assertThatThrownBy(() -> connect(system.carol, options(echo.getLocalPort())))
        .isInstanceOf(ClientException.NotAuthorized.class)
        .hasMessage(
            "Device box of @bob does not let @carol in: @carol is not in --managers list;"
                + " ask whoever runs it");
  }

  @Test
  void theClientClosingEndsTheSessionEverywhere() throws Exception {
    await().atMost(Duration.ofSeconds(30)).until(() -> system.daemon.sessions() == 0);
    OpenSession session = connect();
    assertThat(system.daemon.sessions()).isEqualTo(1);
    session.close();
    await().atMost(Duration.ofSeconds(30)).until(() -> system.daemon.sessions() == 0);
    assertThat(session.await().reason()).isEqualTo(EndReason.CLOSED);
  }

  @Test
  void theDaemonStoppingEndsTheClientsSessionAndASuccessorServesTheNext() throws Exception {
    try (OpenSession session = connect()) {
      exchange(session.localPort(), 1000); // Both ends have met.
      system.daemon.close();
      assertThat(requireNonNull(session.await(Duration.ofSeconds(10))).reason())
          .isEqualTo(EndReason.PEER_CLOSED);
    } finally {
      system.startDaemon();
    }
    runOne();
  }

  @Test
  void theRelayStoppingEndsBothSidesAndASuccessorServesTheNext() throws Exception {
    try (OpenSession session = connect()) {
      system.relay.close();
      assertThat(session.await(Duration.ofSeconds(10))).isNotNull();
      await().atMost(Duration.ofSeconds(30)).until(() -> system.daemon.sessions() == 0);
    } finally {
      system.startRelay();
    }
    runOne();
  }

  @Test
  void managersFindTheDeviceInItsRecords() {
    AtKey record = MessageName.deviceInfo(WholeSystem.ALICE, WholeSystem.DEVICE, WholeSystem.BOB);
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() ->
            assertThat(system.alice.scan(WholeSystem.BOB, null))
                .contains(record.name() + WholeSystem.BOB));
    assertThat(system.alice.get(record)).startsWith("{\"devicename\":\"box\"");
  }

  /** The daemon answers before its connection is through (docs/extensions/early-answers.md). */
  @Test
  void aGrantThatIsTakenBackEndsTheWaitingForTheDeviceWithItsReason() throws Exception {
    try (HalfRelay relay = new HalfRelay(system.carol)) {
      NptOptions options =
          NptOptions.builder(
                  WholeSystem.BOB,
                  WholeSystem.DEVICE,
                  relay.atSign(),
                  ServiceAddress.of("127.0.0.1", 9))
              .build();
      assertThatThrownBy(() -> NptClient.connect(options, system.alice, StepListener.NONE).close())
          .isInstanceOf(ClientException.DaemonRefused.class)
          .hasMessageContaining("Failed to start up the daemon side of the relay socket tunnel");
    }
  }
}
