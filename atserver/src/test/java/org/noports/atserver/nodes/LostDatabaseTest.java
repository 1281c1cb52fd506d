package org.noports.atserver.nodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.noports.atserver.AtServerHost;
import org.noports.atserver.TestConnection;
import org.noports.atserver.TestParty;
import org.noports.atserver.connection.StorageTrouble;
import org.noports.atserver.store.postgresql.PrivatePostgres;

/**
 * Two hosts whose database goes away and comes back, as when it is restarted: who asks meanwhile is
 * told at once, who monitors stays connected, and nothing acknowledged is lost or shown twice.
 */
class LostDatabaseTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path directory;
  private SharedDatabase shared;
  private InetAddress otherMachine;
  private AtServerHost first;
  private AtServerHost second;
  private TestParty alice;
  private TestParty bob;

  @BeforeEach
  void startTwo() throws Exception {
    otherMachine = InetAddress.getByName("127.0.0.2");
    shared = new SharedDatabase(directory);
    first = AtServerHost.start(shared.machine(InetAddress.getLoopbackAddress()));
    alice = TestParty.activate(first, "@alice");
    bob = TestParty.activate(first, "@bob");
    second = AtServerHost.start(shared.machine(otherMachine));
  }

  @AfterEach
  void stopBoth() {
    second.close();
    first.close();
  }

  private TestConnection monitorAtTheOther() {
    TestConnection monitor = bob.at(otherMachine).login();
    monitor.send("monitor ns\n");
    assertThat(monitor.data("noop:0")).isEqualTo("ok");
    return monitor;
  }

  /** The values of the next notifications, without the signs of life between them. */
  private static List<String> shown(TestConnection monitor, int count) {
    List<String> values = new ArrayList<>();
    while (values.size() < count) {
      String line = monitor.line();
      if (!line.contains("\"id\":\"-1\"")) {
        values.add(line.replaceFirst(".*\"value\":\"([^\"]*)\".*", "$1"));
      }
    }
    return values;
  }

  /** As clients do: what was not answered is sent again with its id, over a new connection. */
  private void sendUntilTaken(int number) {
    await()
        .atMost(PATIENCE)
        .until(() -> {
          try (TestConnection sender = alice.login()) {
            return send(sender, number).startsWith("data:");
          } catch (AssertionError e) {
            return false;
          }
        });
  }

  private static String send(TestConnection sender, int number) {
    return sender.ask("notify:id:n" + number + ":ttln:600000:@bob:k.ns@alice:" + number);
  }

  private static List<String> numbers(int count) {
    return IntStream.range(0, count).mapToObj(String::valueOf).toList();
  }

  @Test
  void whoAsksIsToldAtOnceAndAllGoesOnWhereItWasOnceItIsBack() {
    String name = shared.database().substring(shared.database().lastIndexOf('/') + 1);
    String elsewhere = PrivatePostgres.newDatabase();
    try (TestConnection monitor = monitorAtTheOther();
        TestConnection working = alice.login()) {
      for (int i = 0; i < 10; i++) {
        assertThat(send(working, i)).startsWith("data:");
      }
      PrivatePostgres.run(elsewhere, "ALTER DATABASE " + name + " ALLOW_CONNECTIONS false");
      PrivatePostgres.run(
          elsewhere,
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '" + name + "'");

      try (LoggedTrouble logged = new LoggedTrouble()) {
        assertThat(send(working, 10)).startsWith("error:AT0002-");
        for (int i = 0; i < 10; i++) {
          assertThatThrownBy(alice::login).isInstanceOf(AssertionError.class);
        }
        assertThat(logged.lines.get()).isBetween(1, 8);
      }
      assertThat(first.isServing()).isFalse();
      PrivatePostgres.run(elsewhere, "ALTER DATABASE " + name + " ALLOW_CONNECTIONS true");
      for (int i = 10; i < 20; i++) {
        sendUntilTaken(i);
      }

      assertThat(shown(monitor, 20)).containsExactlyElementsOf(numbers(20));
      assertThat(first.isServing()).isTrue();
    }
  }

  @Test
  void newsThatWereMissedWhileNobodyListenedAreMadeUpFor() {
    // Each process holds the lock of its number in the session in which it listens.
    String listeners =
        "FROM pg_locks WHERE locktype = 'advisory' AND granted AND objsubid = 2"
            + " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";
    try (TestConnection monitor = monitorAtTheOther();
        TestConnection sender = alice.login()) {
      for (int i = 0; i < 30; i++) {
        if (i % 10 == 5) {
          long cut =
              PrivatePostgres.number(
                  shared.database(), "SELECT count(pg_terminate_backend(pid)) " + listeners);
          // Later they may not listen again yet.
          assertThat(cut).isGreaterThanOrEqualTo(i == 5 ? 2 : 0);
        }
        assertThat(send(sender, i)).startsWith("data:");
      }

      assertThat(shown(monitor, 30)).containsExactlyElementsOf(numbers(30));
    }
  }

  /** What operators read of failing commands. */
  private static final class LoggedTrouble extends Handler implements AutoCloseable {
    private static final Logger TROUBLE = Logger.getLogger(StorageTrouble.class.getName());

    private final AtomicInteger lines = new AtomicInteger();

    LoggedTrouble() {
      TROUBLE.addHandler(this);
    }

    @Override
    public void publish(LogRecord record) {
      lines.incrementAndGet();
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
      TROUBLE.removeHandler(this);
    }
  }
}
