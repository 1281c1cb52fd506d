package org.noports.client;

import static org.assertj.core.api.Assertions.assertThat;
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
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.noports.protocol.session.ServiceAddress;
import org.noports.tunnel.rendezvous.SessionEnd;

class KeepAliveTest {
  private static final Deadlines SHORT =
      new Deadlines(Duration.ofSeconds(5), Duration.ofMillis(300), Duration.ofMillis(300));

  private final PostOffice office = new PostOffice();
  private final Heard heard = new Heard();
  private ListeningRelay port;
  private Party relay;
  private Party daemon;
  private KeepAlive keepAlive;

  @BeforeEach
  void start() throws IOException {
    port = new ListeningRelay();
    relay =
        new Party(
            office,
            RELAY,
            Scripts.relay(id -> Scripts.ports(port.port(), false).toJson().canonical()));
    daemon = new Party(office, BOB, Scripts.daemon(Scripts.ping(NEW_FEATURES), Scripts::connected));
    keepAlive =
        KeepAlive.open(
            NptOptions.builder(BOB, DEVICE, RELAY, ServiceAddress.of("localhost", 8080))
                .daemonPingTimeout(Duration.ofMillis(300))
                .build(),
            office.edge(ALICE),
            SHORT,
            heard,
            InstantSource.system(),
            RANDOM);
  }

  @AfterEach
  void stop() throws IOException {
    keepAlive.close();
    daemon.close();
    relay.close();
    port.close();
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
    await().atMost(Duration.ofSeconds(10)).until(() -> heard.opened.size() == 2);
    assertThat(heard.ended).hasSize(1);
    assertThat(heard.opened).containsOnly(keepAlive.localPort());
  }

  @Test
  void aFailedAttemptIsToldAndTriedAgain() {
    daemon.become(Scripts.SILENT);
    run();
    await().atMost(Duration.ofSeconds(10)).until(() -> heard.failed.size() >= 2);
    assertThat(heard.failed.getFirst()).isInstanceOf(ClientException.DaemonSilent.class);
    daemon.become(Scripts.daemon(Scripts.ping(NEW_FEATURES), Scripts::connected));
    await().atMost(Duration.ofSeconds(20)).until(() -> heard.opened.size() == 1);
  }

  @Test
  void aConnectionMadeBetweenSessionsWaitsForTheNextOne() throws Exception {
    relay.become(Scripts.SILENT);
    run();
    try (Socket early = new Socket(InetAddress.ofLiteral("127.0.0.1"), keepAlive.localPort())) {
      assertThat(early.isConnected()).isTrue();
      await().atMost(Duration.ofSeconds(10)).until(() -> !heard.failed.isEmpty());
      relay.become(Scripts.relay(id -> Scripts.ports(port.port(), false).toJson().canonical()));
      // The control connection, then one for the connection that waited.
      port.next();
      port.next();
    }
  }

  @Test
  void closingEndsItWhateverItIsDoing() throws Exception {
    Thread serving = run();
    port.next();
    await().atMost(Duration.ofSeconds(10)).until(() -> heard.opened.size() == 1);
    keepAlive.close();
    assertThat(serving.join(Duration.ofSeconds(5))).isTrue();
    try (LocalPort again = LocalPort.bind(LocalBinding.loopback(keepAlive.localPort()))) {
      assertThat(again.port()).isEqualTo(keepAlive.localPort());
    }
  }

  @Test
  void closingEndsTheWaitingForAnAnswer() throws Exception {
    daemon.become(Scripts.SILENT);
    Thread waiting = run();
    await().atMost(Duration.ofSeconds(5)).until(() -> !daemon.received.isEmpty());
    keepAlive.close();
    assertThat(waiting.join(Duration.ofSeconds(5))).isTrue();
  }

  private static final class Heard implements KeepAliveListener {
    final List<Integer> opened = new CopyOnWriteArrayList<>();
    final List<SessionEnd> ended = new CopyOnWriteArrayList<>();
    final List<RuntimeException> failed = new CopyOnWriteArrayList<>();

    @Override
    public void reached(ReachedStep step) {}

    @Override
    public void opened(OpenSession session) {
      opened.add(session.localPort());
    }

    @Override
    public void ended(SessionEnd end, Duration pause) {
      ended.add(end);
    }

    @Override
    public void failed(RuntimeException why, Duration pause) {
      failed.add(why);
    }
  }
}
