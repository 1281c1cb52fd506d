package org.noports.atserver.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.noports.atserver.HostPort;
import org.noports.atserver.peer.PeerConnections;
import org.noports.atserver.peer.PeerSettings;
import org.noports.atserver.peer.PolCaller;
import org.noports.atserver.peer.ScriptedPeer;
import org.noports.atserver.store.NotificationStatus;
import org.noports.atserver.store.Notifications;
import org.noports.atserver.store.SettableClock;
import org.noports.atserver.store.Store;
import org.noports.atserver.store.StoredNotification;
import org.noports.atserver.store.Tenant;
import org.noports.atserver.store.sqlite.SqliteStore;
import org.noports.atserver.tls.TestAuthority;
import org.noports.protocol.name.AtSign;

/** The queue over a real store and real TLS; only the receiver's words are a test's. */
class DeliveryQueueTest {
  private static final AtSign ALICE = AtSign.of("@alice");
  private static final AtSign BOB = AtSign.of("@bob");
  private static final AtSign COLIN = AtSign.of("@colin");
  private static final DeliverySettings QUICK =
      new DeliverySettings(
          Duration.ofMillis(20), 1.618, Duration.ofMillis(100), 100, Duration.ofSeconds(2));

  @TempDir Path directory;
  private final SettableClock clock = new SettableClock();
  private final Map<AtSign, HostPort> addresses = new ConcurrentHashMap<>();
  private final List<AutoCloseable> opened = new ArrayList<>();
  private final List<String> arrived = new CopyOnWriteArrayList<>();
  private TestAuthority authority;
  private Store store;
  private PeerConnections peers;
  private @Nullable DeliveryQueue queue;

  @BeforeEach
  void open() {
    authority = new TestAuthority(directory.resolve("tls"));
    store = openStore();
    store.addTenant(new Tenant(ALICE, 25_000, clock.instant()));
    peers = connect();
  }

  private Store openStore() {
    return SqliteStore.open(directory.resolve("store.db"), clock);
  }

  private PeerConnections connect() {
    return new PeerConnections(
        PeerSettings.DEFAULTS,
        addresses::get,
        authority.client(),
        new PolCaller() {
          @Override
          public void prove(AtSign caller, String session, String challenge) {}

          @Override
          public void sawPublicKey(AtSign caller, AtSign peer, String json) {}
        },
        InstantSource.system());
  }

  @AfterEach
  void close() throws Exception {
    if (queue != null) {
      queue.close();
    }
    peers.close();
    store.close();
    for (AutoCloseable each : opened) {
      each.close();
    }
  }

  private DeliveryQueue start(DeliverySettings settings) {
    DeliveryQueue started = new DeliveryQueue(store, peers::notify, settings, new Random(1), clock);
    started.begin();
    queue = started;
    return started;
  }

  private ScriptedPeer receiver(AtSign name, ScriptedPeer.Behaviour behaviour) throws IOException {
    ScriptedPeer peer = new ScriptedPeer(authority.server(), behaviour);
    opened.add(peer);
    addresses.put(name, peer.address());
    return peer;
  }

  /** Takes everything and notes the ids in order. */
  private ScriptedPeer.Behaviour taking() {
    return talk -> {
      talk.accept("@alice");
      for (String line = talk.hear(); !line.isEmpty(); line = talk.hear()) {
        arrived.add(line.split(":", 4)[2]);
        talk.say("data:success\n@alice@");
      }
    };
  }

  private StoredNotification send(String id, AtSign to) {
    StoredNotification sent = Notifications.sent(id, ALICE, to, clock.instant());
    store.saveNotification(ALICE, sent);
    if (queue != null) {
      queue.wake(ALICE, to);
    }
    return sent;
  }

  private void awaitStatus(String id, NotificationStatus status) {
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() ->
            assertThat(store.notification(ALICE, id))
                .extracting(StoredNotification::status)
                .isEqualTo(status));
  }

  @Test
  void whatWasQueuedBeforeTheStartIsDeliveredInOrder() throws Exception {
    ScriptedPeer bob = receiver(BOB, taking());
    List<String> ids = IntStream.range(0, 150).mapToObj(i -> "n" + i).toList();
    ids.forEach(id -> send(id, BOB));

    start(QUICK);

    awaitStatus("n149", NotificationStatus.DELIVERED);
    assertThat(arrived).containsExactlyElementsOf(ids);
    assertThat(bob.connections()).isEqualTo(1);
    assertThat(store.pendingDeliveries()).isEmpty();
  }

  @Test
  void noneIsLostOrDoubledWhenManyThreadsQueueAndWakeWhileSendersEnd() throws Exception {
    receiver(BOB, taking());
    DeliveryQueue running = start(QUICK);
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 8; t++) {
      int thread = t;
      threads.add(
          Thread.ofVirtual()
              .start(() -> {
                for (int i = 0; i < 25; i++) {
                  send("n" + thread + "-" + i, BOB);
                }
              }));
    }
    for (Thread thread : threads) {
      thread.join();
    }

    await().atMost(Duration.ofSeconds(30)).until(() -> store.pendingDeliveries().isEmpty());
    assertThat(arrived).hasSize(200).doesNotHaveDuplicates();
    for (int t = 0; t < 8; t++) {
      String prefix = "n" + t + "-";
      assertThat(arrived.stream().filter(id -> id.startsWith(prefix)).toList())
          .containsExactlyElementsOf(IntStream.range(0, 25).mapToObj(i -> prefix + i).toList());
    }
    await().untilAsserted(() -> assertThat(running.recipients()).isZero());
  }

  @Test
  void aFailureIsRepeatedUntilSuccessAndThoseBehindWait() throws Exception {
    AtomicInteger attempts = new AtomicInteger();
    receiver(
        BOB,
        talk -> {
          talk.accept("@alice");
          for (String line = talk.hear(); !line.isEmpty(); line = talk.hear()) {
            String id = line.split(":", 4)[2];
            switch (attempts.incrementAndGet()) {
              case 1 -> talk.say("error:AT0011-Exception: not today\n@");
              case 2 -> talk.say("data:successful\n@alice@");
              case 3 -> {
                return;
              }
              default -> {
                arrived.add(id);
                talk.say("data:success\n@alice@");
              }
            }
          }
        });
    start(QUICK);
    send("first", BOB);
    send("second", BOB);

    awaitStatus("second", NotificationStatus.DELIVERED);
    assertThat(arrived).containsExactly("first", "second");
    assertThat(store.notification(ALICE, "first"))
        .extracting(StoredNotification::attempts)
        .isEqualTo(4);
  }

  @Test
  void aRecipientTheDirectoryDoesNotKnowIsGivenUpAtOnce() {
    start(QUICK);
    send("x", COLIN);

    awaitStatus("x", NotificationStatus.ERRORED);
  }

  @Test
  void anExpiredNotificationIsNeverSentAndHoldsNobodyUp() throws Exception {
    receiver(BOB, taking());
    send("old", BOB);
    clock.forward(Duration.ofMinutes(2));
    send("new", BOB);

    start(QUICK);

    awaitStatus("new", NotificationStatus.DELIVERED);
    awaitStatus("old", NotificationStatus.EXPIRED);
    assertThat(arrived).containsExactly("new");
  }

  @Test
  void aRecipientThatCannotBeReachedHoldsNobodyElseUpAndIsServedWhenItIsBack() throws Exception {
    receiver(COLIN, taking());
    addresses.put(BOB, new HostPort("localhost", 1));
    start(QUICK);
    send("forBob", BOB);
    send("forColin", COLIN);
    awaitStatus("forColin", NotificationStatus.DELIVERED);
    await()
        .untilAsserted(() ->
            assertThat(store.notification(ALICE, "forBob"))
                .extracting(StoredNotification::attempts)
                .isNotEqualTo(0));

    receiver(BOB, taking());

    awaitStatus("forBob", NotificationStatus.DELIVERED);
  }

  @Test
  void morePairsThanSendersAreAllServed() throws Exception {
    DeliverySettings two =
        new DeliverySettings(
            Duration.ofMillis(20), 1.618, Duration.ofMillis(100), 2, Duration.ofSeconds(2));
    start(two);
    for (int i = 0; i < 10; i++) {
      AtSign recipient = AtSign.of("@r" + i);
      receiver(recipient, taking());
      send("n" + i, recipient);
    }

    await().atMost(Duration.ofSeconds(30)).until(() -> store.pendingDeliveries().isEmpty());
    assertThat(arrived).hasSize(10);
  }

  @Test
  void whatWasNotAcknowledgedIsSentAgainAfterARestart() throws Exception {
    CountDownLatch heard = new CountDownLatch(1);
    AtomicBoolean well = new AtomicBoolean();
    receiver(
        BOB,
        talk -> {
          talk.accept("@alice");
          for (String line = talk.hear(); !line.isEmpty(); line = talk.hear()) {
            if (well.get()) {
              arrived.add(line.split(":", 4)[2]);
              talk.say("data:success\n@alice@");
            } else {
              heard.countDown();
            }
          }
        });
    DeliveryQueue before = start(QUICK);
    send("x", BOB);
    send("y", BOB);
    assertThat(heard.await(20, TimeUnit.SECONDS)).isTrue();

    peers.close();
    before.close();
    store.close();
    well.set(true);
    store = openStore();
    peers = connect();
    start(QUICK);

    awaitStatus("y", NotificationStatus.DELIVERED);
    assertThat(arrived).containsExactly("x", "y");
  }

  @Test
  void closingDoesNotWaitForAPause() throws Exception {
    addresses.put(BOB, new HostPort("localhost", 1));
    DeliveryQueue slow =
        start(
            new DeliverySettings(
                Duration.ofMinutes(5), 1.618, Duration.ofMinutes(5), 10, Duration.ofMinutes(2)));
    send("x", BOB);
    await()
        .untilAsserted(() ->
            assertThat(store.notification(ALICE, "x"))
                .extracting(StoredNotification::attempts)
                .isEqualTo(1));

    long start = System.nanoTime();
    slow.close();

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMinutes(1));
    assertThat(slow.recipients()).isZero();
    assertThat(store.notification(ALICE, "x"))
        .extracting(StoredNotification::status)
        .isEqualTo(NotificationStatus.QUEUED);
  }
}
