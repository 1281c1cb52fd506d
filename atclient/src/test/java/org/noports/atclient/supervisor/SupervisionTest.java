package org.noports.atclient.supervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.noports.atclient.AtClient;
import org.noports.atclient.ConnectionLost;
import org.noports.atclient.ConnectionState;
import org.noports.atclient.RequestTimedOut;
import org.noports.atclient.Subscription;
import org.noports.atclient.testing.FakeAtServer;
import org.noports.atclient.testing.TestClients;
import org.noports.atclient.testing.Vectors;
import org.noports.protocol.keys.AtKeys;
import org.noports.protocol.name.AtKey;
import org.noports.protocol.name.AtSign;

/** What happens when connections break, through the client's own door. */
class SupervisionTest {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final AtKeys BOB = Vectors.bob();
  private static final AtKey NOTE = AtKey.self("note.wavi", Vectors.BOB);

  private final FakeAtServer server = new FakeAtServer(Vectors.BOB, BOB.pkam().publicKey());

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  private AtClient open() {
    return AtClient.open(TestClients.config(server, BOB));
  }

  private static String clear(String id, long time) {
    return ("notification: {\"id\":\"%s\",\"from\":\"@carol\",\"to\":\"@bob\","
            + "\"key\":\"@bob:note.wavi@carol\",\"value\":\"v\",\"operation\":\"update\","
            + "\"epochMillis\":%d,\"messageType\":\"MessageType.key\",\"isEncrypted\":false,"
            + "\"metadata\":null}")
        .formatted(id, time);
  }

  private static String stats(long time) {
    return ("notification: {\"id\":\"-1\",\"from\":\"@bob\",\"to\":\"@bob\","
            + "\"key\":\"statsNotification.@bob\",\"value\":\"42\",\"operation\":\"update\","
            + "\"epochMillis\":%d,\"messageType\":\"MessageType.key\",\"isEncrypted\":false,"
            + "\"metadata\":null}")
        .formatted(time);
  }

  @Test
  void aBrokenMonitorIsReplacedAndAsksForWhatItMissedWithoutDoubles() throws Exception {
    try (AtClient client = open();
        Subscription inbox = client.subscribe(Pattern.compile("note"))) {
      client.awaitMonitoring(SOON);
      server.push(stats(1_000_000));
      server.push(clear("a", 2_000_000));
      assertThat(inbox.take().id()).isEqualTo("a");
      server.server().cutAll();
      await()
          .atMost(SOON)
          .until(() -> server.linesBeginning("monitor:selfNotifications:").size() == 1);
      assertThat(server.linesBeginning("monitor").getLast())
          .isEqualTo("monitor:selfNotifications:1995000");
      client.awaitMonitoring(SOON);
      server.push(clear("a", 2_000_000));
      server.push(clear("b", 2_000_001));
      assertThat(inbox.take().id()).isEqualTo("b");
    }
  }

  @Test
  void neverAsksForWhatWasStoredBeforeItBegan() throws Exception {
    try (AtClient client = open();
        Subscription inbox = client.subscribe(Pattern.compile("note"))) {
      client.awaitMonitoring(SOON);
      server.push(stats(1_000_000));
      server.push(stats(1_000_100));
      // Behind them, so that they have been read.
      server.push(clear("a", 1_000_050));
      assertThat(inbox.take().id()).isEqualTo("a");
      server.server().cutAll();
      await()
          .atMost(SOON)
          .until(() -> server.lines().contains("monitor:selfNotifications:1000000"));
    }
  }

  @Test
  void aMonitorThatFallsSilentIsReplacedByOneThatWasDialledBefore() throws Exception {
    CountDownLatch silent = new CountDownLatch(1);
    AtomicInteger monitorPeer = new AtomicInteger();
    server.answers =
        (peer, line) -> {
          if (line.startsWith("monitor")) {
            monitorPeer.compareAndSet(0, peer.number());
          }
          return silent.getCount() == 0
                  && line.startsWith("noop")
                  && peer.number() == monitorPeer.get()
              ? ""
              : null;
        };
    try (AtClient client = open()) {
      List<ConnectionState> states = new CopyOnWriteArrayList<>();
      client.awaitMonitoring(SOON);
      client.onConnectionState(states::add);
      silent.countDown();
      await().atMost(SOON).until(() -> server.linesBeginning("monitor").size() == 2);
      await().atMost(SOON).until(() -> server.monitors() == 1);
      client.awaitMonitoring(SOON);
      assertThat(states).isEmpty();
    }
  }

  @Test
  void tellsOfLossAndReturn() throws Exception {
    try (AtClient client = open()) {
      client.awaitMonitoring(SOON);
      List<ConnectionState> states = new CopyOnWriteArrayList<>();
      client.onConnectionState(states::add);
      server.server().cutAll();
      await()
          .atMost(SOON)
          .until(() ->
              states.size() > 1
                  && states.get(0) == ConnectionState.CONNECTING
                  && states.get(1) == ConnectionState.MONITORING);
    }
  }

  @Test
  void aServerThatTakesMonitorAndNoopForOneLineGetsTheMonitorAgain() throws Exception {
    AtomicInteger count = new AtomicInteger();
    server.answers =
        (peer, line) ->
            line.startsWith("monitor") && count.getAndIncrement() == 0
                ? ""
                : line.startsWith("noop") && count.get() == 1
                    ? "error:AT0003-Invalid syntax : monitor\n@bob@"
                    : null;
    try (AtClient client = open()) {
      client.awaitMonitoring(SOON);
      assertThat(server.linesBeginning("monitor")).hasSize(2);
    }
  }

  @Test
  void waitingForAMonitorThatDoesNotComeEndsWithAReason() throws Exception {
    server.answers =
        (peer, line) -> line.startsWith("monitor") ? "error:AT0401-no auth\n@bob@" : null;
    try (AtClient client = open()) {
      assertThatThrownBy(() -> client.awaitMonitoring(Duration.ofMillis(300)))
          .isInstanceOf(RequestTimedOut.class)
          .hasMessageContaining("@bob");
    }
  }

  @Test
  void aReadingCommandIsAskedAgainOnANewConnection() {
    AtomicInteger broken = new AtomicInteger();
    server.answers =
        (peer, line) -> {
          if (line.startsWith("llookup") && broken.getAndIncrement() == 0) {
            peer.reset();
            return "";
          }
          return null;
        };
    try (AtClient client = open()) {
      assertThat(client.get(NOTE)).isNull();
      assertThat(server.linesBeginning("llookup")).hasSize(2);
    }
  }

  @Test
  void aCommandThatMayHaveBeenCarriedOutIsNotSentAgain() {
    server.answers =
        (peer, line) -> {
          if (line.startsWith("notify:")) {
            peer.reset();
            return "";
          }
          return null;
        };
    try (AtClient client = open()) {
      assertThatThrownBy(() -> client.notify(NOTE, "v")).isInstanceOf(ConnectionLost.class);
      assertThat(server.linesBeginning("notify:")).hasSize(1);
      server.answers = (peer, line) -> null;
      client.notify(NOTE, "v");
      assertThat(server.linesBeginning("notify:")).hasSize(2);
    }
  }

  @Test
  void aConnectionThatEndedUnnoticedIsReplacedBeforeTheNextCommand() throws Exception {
    try (AtClient client = open()) {
      server.server().cutAll();
      await()
          .atMost(SOON)
          .ignoreException(ConnectionLost.class) // until the client has noticed
          .until(() -> !client.notify(NOTE, "v").isEmpty());
      assertThat(server.linesBeginning("notify:")).hasSize(1);
    }
  }

  @Test
  void aSlowLookUpDoesNotHoldUpOtherCommands() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    CountDownLatch asked = new CountDownLatch(1);
    server.answers =
        (peer, line) -> {
          if (line.startsWith("plookup:publickey@slow")) {
            asked.countDown();
            release.await();
          }
          return null;
        };
    try (AtClient client = open()) {
      Thread slow =
          Thread.ofVirtual()
              .start(() -> assertThatThrownBy(() -> client.publicKeyOf(AtSign.of("@slow"))));
      asked.await();
      client.notify(NOTE, "v");
      assertThat(server.linesBeginning("notify:")).hasSize(1);
      release.countDown();
      slow.join();
    }
  }

  @Test
  void aDeadlineIsKeptAndTheNextCommandWorks() {
    server.answers = (peer, line) -> line.startsWith("scan") ? "" : null;
    try (AtClient client =
        AtClient.open(
            TestClients.config(server, BOB)
                .withTimeouts(TestClients.impatient(Duration.ofMillis(400))))) {
      assertThatThrownBy(() -> client.scan(null, null)).isInstanceOf(RequestTimedOut.class);
      server.answers = (peer, line) -> null;
      server.records.put("x.wavi@bob", "1");
      assertThat(client.scan(null, null)).containsExactly("x.wavi@bob");
    }
  }

  @Test
  void pausesGrowFromAMomentToAMinuteWithChanceInThem() {
    Backoff backoff = new Backoff(new Random(1));
    List<Duration> pauses = Stream.generate(backoff::next).limit(12).toList();
    assertThat(pauses.getFirst()).isBetween(Duration.ofMillis(50), Duration.ofMillis(100));
    assertThat(pauses.get(1)).isBetween(Duration.ofMillis(500), Duration.ofSeconds(1));
    assertThat(pauses.get(2)).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(2));
    assertThat(pauses.subList(8, 12))
        .allMatch(p -> p.toSeconds() >= 30 && p.compareTo(Backoff.LONGEST) <= 0);
    backoff.succeeded();
    assertThat(backoff.next()).isLessThanOrEqualTo(Backoff.FIRST);
  }
}
