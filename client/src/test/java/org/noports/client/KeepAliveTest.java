package org.noports.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.noports.client.Scripts.ALICE;
import static org.noports.client.Scripts.BOB;
import static org.noports.client.Scripts.DEVICE;
import static org.noports.client.Scripts.NEW_FEATURES;
import static org.noports.client.Scripts.RANDOM;
import static org.noports.client.Scripts.RELAY;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.noports.fixtures.ListeningRelay;
import org.noports.protocol.name.SessionId;
import org.noports.protocol.session.ServiceAddress;
import org.noports.tunnel.rendezvous.SessionEnd;

class KeepAliveTest {
  private static final Deadlines SHORT = Scripts.deadlines(Duration.ofMillis(300));

  private final PostOffice office = new PostOffice();
  private final Heard heard = new Heard();
  private final JumpingClock clock = new JumpingClock();
  private ListeningRelay port;
  private Party relay;
  private Party daemon;
  private KeepAlive keepAlive;

  @BeforeEach
  void start() throws IOException {
    port = new ListeningRelay();
    relay = new Party(office, RELAY, Scripts.relay(port));
    daemon = new Party(office, BOB, Scripts.daemon(Scripts.ping(NEW_FEATURES), Scripts::connected));
    keepAlive =
        KeepAlive.open(
            NptOptions.builder(BOB, DEVICE, RELAY, ServiceAddress.of("localhost", 8080))
                .daemonPingTimeout(Duration.ofMillis(300))
                .build(),
            office.edge(ALICE),
            SHORT,
            heard,
            clock,
            RANDOM);
  }

  @AfterEach
  void stop() throws IOException {
    keepAlive.close();
    daemon.close();
    relay.close();
    port.close();
  }

  private Socket connect() throws IOException {
    return new Socket(InetAddress.ofLiteral("127.0.0.1"), keepAlive.localPort());
  }

  private Thread run() {
    return Thread.ofVirtual()
        .start(() -> {
          try {
            keepAlive.run();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
  }

  @Test
  void theNextSessionServesTheSamePort() throws Exception {
    run();
    port.next().close();
    await().atMost(Duration.ofSeconds(30)).until(() -> heard.opened.size() == 2);
    assertThat(heard.ended).hasSize(1);
    try (Socket local = connect()) {
      port.next();
      port.next();
      assertThat(local.isConnected()).isTrue();
    }
  }

  @Test
  void aFailedAttemptIsToldAndTriedAgain() {
    daemon.become(Scripts.SILENT);
    run();
    await().atMost(Duration.ofSeconds(30)).until(() -> heard.failed.size() >= 2);
    assertThat(heard.failed.getFirst()).isInstanceOf(ClientException.DaemonSilent.class);
    daemon.become(Scripts.daemon(Scripts.ping(NEW_FEATURES), Scripts::connected));
    await().atMost(Duration.ofSeconds(30)).until(() -> heard.opened.size() == 1);
  }

  @Test
  void aConnectionMadeBetweenSessionsWaitsForTheNextOne() throws Exception {
    relay.become(Scripts.SILENT);
    run();
    try (Socket early = connect()) {
      assertThat(early.isConnected()).isTrue();
      await().atMost(Duration.ofSeconds(30)).until(() -> !heard.failed.isEmpty());
      relay.become(Scripts.relay(port));
      // The control connection, then one for the connection that waited.
      port.next();
      port.next();
    }
  }

  @Test
  void aConnectionThatWaitsInVainIsResetWithAReason() throws Exception {
    relay.become(Scripts.SILENT);
    run();
    try (Socket early = connect()) {
      early.setSoTimeout(60_000);
      assertThatThrownBy(() -> early.getInputStream().read()).hasMessageContaining("reset");
      await().until(() -> !heard.turnedAway.isEmpty());
      assertThat(heard.turnedAway.getFirst())
          .hasMessageContaining("turned away")
          .hasMessageContaining("Connection timeout to srvd @relay service");
    }
  }

  @Test
  void aSessionThatTheRelayNoLongerServesDoesNotSwallowAConnection() throws Exception {
    run();
    Socket control = port.next();
    await().atMost(Duration.ofSeconds(30)).until(() -> heard.opened.size() == 1);
    port.stopListening();
    try (Socket local = connect();
        ListeningRelay other = new ListeningRelay()) {
      relay.become(Scripts.relay(other));
      control.close();
      // The next session's control connection, then the connection that could not be dialled.
      other.next();
      other.next();
      assertThat(local.isConnected()).isTrue();
    }
  }

  @Test
  void afterAPauseOfTheWholeProgramAnotherSessionTakesOver() throws Exception {
    run();
    Socket first = port.next();
    await().atMost(Duration.ofSeconds(30)).until(() -> heard.opened.size() == 1);
    try (Socket local = connect()) {
      port.next();
      clock.jump(Duration.ofMinutes(10));
      await().atMost(Duration.ofSeconds(30)).until(() -> heard.opened.size() == 2);
      assertThat(heard.doubted).hasSize(1);
      assertThat(heard.ended).isEmpty();
      // What the first session carries, it goes on carrying; then it is closed.
      first.setSoTimeout(30_000);
      ListeningRelay.firstLine(first);
      assertThat(local.isConnected()).isTrue();
    }
  }

  @Test
  void closingEndsItWhateverItIsDoing() throws Exception {
    Thread serving = run();
    port.next();
    await().atMost(Duration.ofSeconds(30)).until(() -> heard.opened.size() == 1);
    keepAlive.close();
    assertThat(serving.join(Duration.ofSeconds(30))).isTrue();
    try (LocalPort<ServerSocketChannel> again =
        LocalPort.bind(LocalBinding.loopback(keepAlive.localPort()))) {
      assertThat(again.port()).isEqualTo(keepAlive.localPort());
    }
  }

  @Test
  void closingEndsTheWaitingForAnAnswer() throws Exception {
    daemon.become(Scripts.SILENT);
    Thread waiting = run();
    await().atMost(Duration.ofSeconds(30)).until(() -> !daemon.received.isEmpty());
    keepAlive.close();
    assertThat(waiting.join(Duration.ofSeconds(30))).isTrue();
  }

  /** The system's clock, set forward as a computer's is when it wakes up. */
  private static final class JumpingClock implements InstantSource {
    private volatile Duration ahead = Duration.ZERO;

    void jump(Duration by) {
      ahead = by;
    }

    @Override
    public Instant instant() {
      return Instant.now().plus(ahead);
    }
  }

  private static final class Heard implements KeepAliveListener {
    final List<SessionId> opened = new CopyOnWriteArrayList<>();
    final List<SessionEnd> ended = new CopyOnWriteArrayList<>();
    final List<RuntimeException> failed = new CopyOnWriteArrayList<>();
    final List<String> doubted = new CopyOnWriteArrayList<>();
    final List<Exception> turnedAway = new CopyOnWriteArrayList<>();

    @Override
    public void reached(ReachedStep step) {}

    @Override
    public void opened(LiveSession session, int localPort) {
      opened.add(session.id());
    }

    @Override
    public void ended(SessionEnd end, Duration pause) {
      ended.add(end);
    }

    @Override
    public void failed(RuntimeException why, Duration pause) {
      failed.add(why);
    }

    @Override
    public void notReplaced(RuntimeException why, Duration pause) {
      failed.add(why);
    }

    @Override
    public void doubted(String why) {
      doubted.add(why);
    }

    @Override
    public void turnedAway(Exception why) {
      turnedAway.add(why);
    }
  }
}
