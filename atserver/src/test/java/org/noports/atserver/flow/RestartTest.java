package org.noports.atserver.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.noports.atserver.AtServerConfig;
import org.noports.atserver.AtServerException;
import org.noports.atserver.AtServerHost;
import org.noports.atserver.HostPort;
import org.noports.atserver.OwnPorts;
import org.noports.atserver.TestConnection;
import org.noports.atserver.TestParty;
import org.noports.atserver.TestStorage;
import org.noports.atserver.store.Notifications;
import org.noports.atserver.store.Store;
import org.noports.protocol.name.AtSign;

/** What outlives a process, and what happens while one is away. */
class RestartTest {
  private static final AtSign ALICE = AtSign.of("@alice");
  private static final AtSign BOB = AtSign.of("@bob");

  @TempDir Path directory;

  /** A server that takes its ports again. */
  private AtServerConfig comingBack() {
    return TestStorage.config(directory).withPorts(0, OwnPorts.first());
  }

  @Test
  void aRestartKeepsPortsRecordsLoginsAndNotifications() {
    AtServerConfig config = comingBack();
    HostPort address;
    HostPort directoryAddress;
    TestParty alice;
    try (AtServerHost host = AtServerHost.start(config)) {
      alice = TestParty.activate(host, "@alice");
      address = host.addressOf(ALICE);
      directoryAddress = host.directoryAddress();
      try (TestConnection connection = alice.login()) {
        connection.data("update:kept.restart@alice value");
        connection.data("notify:id:kept1:ttln:600000:@alice:kept.restart@alice:v");
      }
    }
    try (AtServerHost host = AtServerHost.start(config)) {
      assertThat(host.atSigns()).containsExactly(ALICE);
      assertThat(host.addressOf(ALICE)).isEqualTo(address);
      assertThat(host.directoryAddress()).isEqualTo(directoryAddress);
      assertThat(host.addAtSign(ALICE, "another secret")).isEqualTo(address);
      try (TestConnection connection = alice.login()) {
        assertThat(connection.data("llookup:kept.restart@alice")).isEqualTo("value");
        assertThat(connection.data("notify:list")).contains("\"id\":\"kept1\"");
        connection.send("monitor:0\n");
        assertThat(connection.line()).contains("\"id\":\"kept1\"");
      }
      try (TestConnection connection = alice.connect()) {
        connection.data("from:@alice");
        assertThat(connection.ask("cram:00")).startsWith("error:AT0015-");
      }
    }
  }

  @Test
  void whatIsSentWhileTheReceiverIsAwayArrivesInOrderWhenItReturns() throws IOException {
    try (TwoProcesses world = new TwoProcesses(directory)) {
      AtServerHost first = world.start("a");
      TestParty alice = TestParty.activate(first, "@alice");
      world.announce(first, ALICE);
      AtServerHost second = world.start("b");
      TestParty bob = TestParty.activate(second, "@bob");
      world.announce(second, BOB);
      try (TestConnection connection = alice.login()) {
        connection.data("notify:id:before:ttln:600000:@bob:zero.away@alice:0");
        awaitStatus(connection, "before", "delivered");
        second.close();
        for (int i = 1; i <= 5; i++) {
          connection.data("notify:id:away" + i + ":ttln:600000:@bob:n" + i + ".away@alice:v");
        }
        assertThat(connection.data("notify:status:away5")).isEqualTo("queued");
        world.start("b");
        awaitStatus(connection, "away5", "delivered");
      }
      try (TestConnection connection = bob.login()) {
        connection.send("monitor:0 away\n");
        assertThat(connection.line()).contains("\"id\":\"before\"");
        for (int i = 1; i <= 5; i++) {
          assertThat(connection.line()).contains("\"id\":\"away" + i + "\"");
        }
      }
    }
  }

  @Test
  void whatWasQueuedWhenTheProcessDiedIsDeliveredAndNeverGivenUpWhileItStarts() {
    AtServerConfig config = comingBack();
    List<AtSign> recipients =
        IntStream.range(0, 40).mapToObj(i -> AtSign.of("@friend" + i)).toList();
    try (AtServerHost host = AtServerHost.start(config)) {
      host.addAtSign(ALICE, "secret");
      recipients.forEach(each -> host.addAtSign(each, "secret"));
    }
    try (Store store = config.storage().open(InstantSource.system(), key -> false)) {
      for (AtSign each : recipients) {
        store.saveNotification(
            ALICE, Notifications.sent("to" + each.bare(), ALICE, each, Instant.now()));
      }
    }
    try (AtServerHost host = AtServerHost.start(config)) {
      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> host.statistics().delivered() == recipients.size());
    }
  }

  private static void awaitStatus(TestConnection connection, String id, String status) {
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(connection.data("notify:status:" + id)).isEqualTo(status));
  }

  @Test
  void aPortThatIsTakenIsNamed() throws IOException {
    AtServerConfig config = comingBack();
    int port;
    try (AtServerHost host = AtServerHost.start(config)) {
      port = host.addAtSign(ALICE, "secret").port();
    }
    try (ServerSocket squatter = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      assertThat(squatter.isBound()).isTrue();
      assertThatThrownBy(() -> AtServerHost.start(config))
          .isInstanceOf(AtServerException.class)
          .hasMessageContaining("@alice")
          .hasMessageContaining(":" + port);
    }
    // The failed start has given everything back.
    AtServerHost.start(config).close();
  }

  @Test
  void closingEndsConnectionsThreadsAndPortsInBoundedTime() {
    AtServerHost host = AtServerHost.start(comingBack());
    TestParty alice = TestParty.activate(host, "@alice");
    HostPort address = host.addressOf(ALICE);
    try (TestConnection idle = alice.connect();
        TestConnection monitor = alice.login();
        TestConnection busy = alice.login()) {
      monitor.send("monitor\n");
      assertThat(monitor.ask("noop:0")).startsWith("data:ok");
      busy.send("noop:5000\n");
      long begin = System.nanoTime();
      host.close();
      assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(30));
      assertThat(idle.isClosedByServer()).isTrue();
      assertThat(monitor.isClosedByServer()).isTrue();
    }
    assertThatThrownBy(
            () -> {
              try (TestConnection refused = TestConnection.open(address, host.caFile())) {
                refused.answer();
              }
            })
        .isInstanceOf(AssertionError.class);
    assertThatThrownBy(() -> host.addAtSign(BOB, "s")).isInstanceOf(AtServerException.class);
  }

  @Test
  void aRemovedAtSignIsGoneAndMayComeBackEmpty() {
    try (AtServerHost host = AtServerHost.start(comingBack())) {
      TestParty alice = TestParty.activate(host, "@alice");
      try (TestConnection connection = alice.login()) {
        connection.data("update:gone.restart@alice value");
        host.removeAtSign(ALICE);
        assertThat(connection.isClosedByServer()).isTrue();
      }
      assertThat(host.atSigns()).isEmpty();
      assertThatThrownBy(() -> host.addressOf(ALICE)).isInstanceOf(AtServerException.class);
      TestParty again = TestParty.activate(host, "@alice");
      try (TestConnection connection = again.login()) {
        assertThat(connection.ask("llookup:gone.restart@alice")).startsWith("error:AT0015-");
      }
    }
  }
}
