package org.noports.atserver.store;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.noports.protocol.name.AtSign;

/**
 * What every storage engine must do; each has a test class that extends this one. Its methods are
 * public because they are called from the package of the engine's tests.
 */
public abstract class StoreContract {
  protected static final AtSign ALICE = AtSign.of("@alice");
  protected static final AtSign BOB = AtSign.of("@bob");
  protected static final AtSign COLIN = AtSign.of("@colin");

  protected final SettableClock clock = new SettableClock();
  protected Store store;

  protected StoreContract() {}

  /** Opens the engine's storage of this test, with what an earlier open left in it. */
  protected abstract Store open() throws Exception;

  @BeforeEach
  public void openStore() throws Exception {
    store = open();
    store.addTenant(new Tenant(ALICE, 25_000, clock.instant()));
    store.addTenant(new Tenant(BOB, 25_001, clock.instant()));
  }

  @AfterEach
  public void closeStore() {
    store.close();
  }

  private StoredRecord record(String key, String value) {
    return new StoredRecord(key, value, RecordMetadata.createdAt(clock.instant()));
  }

  private StoredRecord expiring(String key, Duration life) {
    return new StoredRecord(
        key,
        "v",
        RecordMetadata.builder(clock.instant())
            .ttl(life.toMillis())
            .expiresAt(clock.instant().plus(life))
            .build());
  }

  private StoredNotification saved(StoredNotification notification) {
    return requireNonNull(store.saveNotification(ALICE, notification));
  }

  private void reopen() throws Exception {
    store.close();
    store = open();
  }

  @Test
  public void aTenantIsAddedOnceAndNeverOnThePortOfAnother() throws Exception {
    assertThat(store.addTenant(new Tenant(ALICE, 25_009, clock.instant()))).isFalse();
    assertThat(store.addTenant(new Tenant(COLIN, 25_001, clock.instant()))).isFalse();
    assertThat(store.addTenant(new Tenant(COLIN, 25_002, clock.instant()))).isTrue();

    reopen();

    assertThat(store.tenants()).extracting(Tenant::atSign).containsExactly(ALICE, BOB, COLIN);
    assertThat(store.tenants()).extracting(Tenant::port).containsExactly(25_000, 25_001, 25_002);
  }

  @Test
  public void aRemovedTenantTakesEverythingWithIt() {
    store.put(ALICE, record("a.ns@alice", "1"), CommitOp.UPDATE);
    store.saveNotification(ALICE, Notifications.sent("n1", ALICE, BOB, clock.instant()));

    assertThat(store.removeTenant(ALICE)).isTrue();
    assertThat(store.removeTenant(ALICE)).isFalse();
    assertThat(store.get(ALICE, "a.ns@alice")).isNull();
    store.addTenant(new Tenant(ALICE, 25_000, clock.instant()));

    assertThat(store.get(ALICE, "a.ns@alice")).isNull();
    assertThat(store.keys(ALICE)).isEmpty();
    assertThat(store.lastCommitId(ALICE)).isEqualTo(-1);
    assertThat(store.notification(ALICE, "n1")).isNull();
  }

  @Test
  public void nothingIsWrittenForAnAtSignThatIsNotServed() {
    assertThatThrownBy(() -> store.put(COLIN, record("a@colin", "1"), CommitOp.NONE))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("@colin");
    assertThat(store.get(COLIN, "a@colin")).isNull();
  }

  @Test
  public void aRecordComesBackWithEveryMemberOfItsMetadata() throws Exception {
    Instant now = clock.instant();
    RecordMetadata all =
        RecordMetadata.builder(now)
            .createdBy("@alice")
            .updatedBy("@alice")
            .updatedAt(now.plusMillis(5))
            .availableAt(now.plusMillis(7))
            .expiresAt(now.plusSeconds(60))
            .refreshAt(now.plusSeconds(30))
            .status("active")
            .version(3)
            .ttl(60_000L)
            .ttb(7L)
            .ttr(-1L)
            .ccd(true)
            .isBinary(true)
            .isEncrypted(true)
            .dataSignature("sig")
            .sharedKeyStatus("shared")
            .sharedKeyEnc("enc==")
            .pubKeyCS("cs")
            .encoding("base64")
            .encKeyName("k1")
            .encAlgo("AES")
            .ivNonce("iv==")
            .skeEncKeyName("k2")
            .skeEncAlgo("RSA")
            .pubKeyHash("hash")
            .hashingAlgo("sha512")
            .immutable(true)
            .appMetadata("e30=")
            .build();
    StoredRecord stored = new StoredRecord("@bob:phone.ns@alice", "\"ü🛠\t\\ value ", all);

    store.put(ALICE, stored, CommitOp.UPDATE_ALL);
    assertThat(store.get(ALICE, stored.key())).isEqualTo(stored);
    reopen();

    assertThat(store.get(ALICE, stored.key())).isEqualTo(stored);
    assertThat(store.get(BOB, stored.key())).isNull();
  }

  @Test
  public void commitIdsCountFromZeroForEachTenantAndAKeyHasOneEntry() throws Exception {
    assertThat(store.lastCommitId(ALICE)).isEqualTo(-1);
    assertThat(store.put(ALICE, record("a@alice", "1"), CommitOp.UPDATE)).isZero();
    assertThat(store.put(ALICE, record("b@alice", "1"), CommitOp.UPDATE_ALL)).isEqualTo(1);
    assertThat(store.put(BOB, record("a@bob", "1"), CommitOp.UPDATE)).isZero();
    assertThat(store.put(ALICE, record("private:x@alice", "1"), CommitOp.NONE)).isEqualTo(-1);
    assertThat(store.put(ALICE, record("a@alice", "2"), CommitOp.UPDATE_META)).isEqualTo(2);

    reopen();

    assertThat(store.lastCommitId(ALICE)).isEqualTo(2);
    assertThat(store.commitEntries(ALICE, 0, 10))
        .extracting(CommitEntry::id, CommitEntry::key, CommitEntry::op)
        .containsExactly(
            tuple(1L, "b@alice", CommitOp.UPDATE_ALL), tuple(2L, "a@alice", CommitOp.UPDATE_META));
    assertThat(store.commitEntries(ALICE, 2, 10)).hasSize(1);
    assertThat(store.commitEntries(ALICE, 0, 1)).extracting(CommitEntry::id).containsExactly(1L);
  }

  @Test
  public void aDeleteIsLoggedWhetherOrNotTheKeyExisted() {
    store.put(ALICE, record("a@alice", "1"), CommitOp.UPDATE);

    assertThat(store.delete(ALICE, "a@alice", true)).isEqualTo(1);
    assertThat(store.delete(ALICE, "never@alice", true)).isEqualTo(2);
    assertThat(store.delete(ALICE, "private:a@alice", false)).isEqualTo(-1);

    assertThat(store.get(ALICE, "a@alice")).isNull();
    assertThat(store.commitEntries(ALICE, 0, 10))
        .extracting(CommitEntry::op)
        .containsExactly(CommitOp.DELETE, CommitOp.DELETE);
  }

  @Test
  public void keysAreListedInOrderWithTheirTimesAndByPrefix() {
    store.put(ALICE, record("public:b@alice", "1"), CommitOp.UPDATE);
    store.put(ALICE, record("@bob:z.ns@alice", "1"), CommitOp.UPDATE);
    store.put(ALICE, record("@bob🛠:z.ns@alice", "1"), CommitOp.UPDATE);
    store.put(ALICE, expiring("public:a@alice", Duration.ofSeconds(1)), CommitOp.UPDATE);

    assertThat(store.keys(ALICE))
        .extracting(KeyEntry::key)
        .containsExactly(
            "@bob:z.ns@alice", "@bob🛠:z.ns@alice", "public:a@alice", "public:b@alice");
    assertThat(store.keys(ALICE, "@bob:"))
        .extracting(KeyEntry::key)
        .containsExactly("@bob:z.ns@alice");
    KeyEntry dying = store.keys(ALICE, "public:a").getFirst();
    assertThat(dying.aliveAt(clock.instant())).isTrue();
    assertThat(dying.aliveAt(clock.instant().plusSeconds(1))).isFalse();
  }

  @Test
  public void aConditionalUpdateSeesTheRecordAndMayKeepReplaceOrRemoveIt() {
    long created =
        store.update(
            ALICE,
            "a@alice",
            current -> {
              assertThat(current).isNull();
              return new RecordChange.Put(record("a@alice", "1"), CommitOp.UPDATE);
            });
    long kept =
        store.update(
            ALICE,
            "a@alice",
            current -> {
              assertThat(current).extracting(StoredRecord::value).isEqualTo("1");
              return new RecordChange.Keep();
            });
    long removed = store.update(ALICE, "a@alice", current -> new RecordChange.Remove(true));

    assertThat(created).isZero();
    assertThat(kept).isEqualTo(-1);
    assertThat(removed).isEqualTo(1);
    assertThat(store.get(ALICE, "a@alice")).isNull();
  }

  @Test
  public void aRefusedUpdateThrowsToItsCallerAndHarmsNobodyElse() throws Exception {
    store.put(ALICE, record("m@alice", "first"), CommitOp.UPDATE);
    List<Callable<Long>> writes = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      String key = "k" + i + "@alice";
      writes.add(() -> store.put(ALICE, record(key, "v"), CommitOp.UPDATE));
      writes.add(() ->
          store.update(
              ALICE,
              "m@alice",
              current -> {
                throw new IllegalStateException("immutable");
              }));
    }

    List<Future<Long>> outcomes = inParallel(writes);

    for (int i = 0; i < outcomes.size(); i++) {
      Future<Long> outcome = outcomes.get(i);
      if (i % 2 == 0) {
        assertThat(outcome.get()).isNotNegative();
      } else {
        assertThatThrownBy(outcome::get).hasRootCauseMessage("immutable");
      }
    }
    assertThat(store.get(ALICE, "m@alice")).extracting(StoredRecord::value).isEqualTo("first");
    assertThat(store.keys(ALICE)).hasSize(51);
  }

  @Test
  public void anUpdateThatWritesAnotherKeyThanItAskedForIsRefused() {
    assertThatThrownBy(() ->
            store.update(
                ALICE,
                "a@alice",
                current -> new RecordChange.Put(record("b@alice", "1"), CommitOp.UPDATE)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(store.keys(ALICE)).isEmpty();
  }

  @Test
  public void ofManyWhoPutAnImmutableKeyAtOnceExactlyOneWins() throws Exception {
    List<Callable<Long>> claims = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      String claimant = "claimant " + i;
      claims.add(() ->
          store.update(
              ALICE,
              "mutex.ns@alice",
              current ->
                  current == null
                      ? new RecordChange.Put(record("mutex.ns@alice", claimant), CommitOp.UPDATE)
                      : new RecordChange.Keep()));
    }

    List<Future<Long>> outcomes = inParallel(claims);

    int winners = 0;
    for (Future<Long> outcome : outcomes) {
      winners += outcome.get() >= 0 ? 1 : 0;
    }
    assertThat(winners).isEqualTo(1);
    assertThat(store.lastCommitId(ALICE)).isZero();
  }

  @Test
  public void concurrentWritesGetDistinctCommitIdsWithoutGaps() throws Exception {
    List<Callable<Long>> writes = new ArrayList<>();
    IntStream.range(0, 200)
        .forEach(i ->
            writes.add(() -> store.put(ALICE, record("k" + i + "@alice", "v"), CommitOp.UPDATE)));

    List<Long> ids = new ArrayList<>();
    for (Future<Long> outcome : inParallel(writes)) {
      ids.add(outcome.get());
    }

    assertThat(ids).doesNotHaveDuplicates().hasSize(200);
    assertThat(store.lastCommitId(ALICE)).isEqualTo(199);
  }

  @Test
  public void expiryRemovesRecordsAndTheirCommitEntriesButNeverReusesAnId() {
    store.put(ALICE, record("stays@alice", "1"), CommitOp.UPDATE);
    store.put(ALICE, expiring("goes@alice", Duration.ofSeconds(10)), CommitOp.UPDATE);

    assertThat(store.deleteExpired(clock.instant().plusSeconds(9)).records()).isZero();
    assertThat(store.deleteExpired(clock.instant().plusSeconds(10)).records()).isEqualTo(1);

    assertThat(store.keys(ALICE)).extracting(KeyEntry::key).containsExactly("stays@alice");
    assertThat(store.commitEntries(ALICE, 0, 10)).hasSize(1);
    assertThat(store.lastCommitId(ALICE)).isEqualTo(1);
    assertThat(store.put(ALICE, record("new@alice", "1"), CommitOp.UPDATE)).isEqualTo(2);
  }

  @Test
  public void aGreatHeapOfExpiredRecordsGoesInOneRun() throws Exception {
    List<Callable<Long>> writes = new ArrayList<>();
    IntStream.range(0, 1_200)
        .forEach(i ->
            writes.add(() ->
                store.put(
                    ALICE, expiring("k" + i + "@alice", Duration.ofSeconds(1)), CommitOp.NONE)));
    inParallel(writes);

    assertThat(store.deleteExpired(clock.instant().plusSeconds(2)).records()).isEqualTo(1_200);
    assertThat(store.keys(ALICE)).isEmpty();
  }

  @Test
  public void aNotificationIsKeptOncePerSenderAndId() throws Exception {
    StoredNotification fromBob = Notifications.received("x", BOB, ALICE, clock.instant());
    StoredNotification fromColin = Notifications.received("x", COLIN, ALICE, clock.instant());

    assertThat(store.saveNotification(ALICE, fromBob)).isNotNull();
    assertThat(store.saveNotification(ALICE, fromBob)).isNull();
    assertThat(store.saveNotification(ALICE, fromColin)).isNotNull();
    assertThat(store.saveNotification(BOB, Notifications.sent("x", BOB, ALICE, clock.instant())))
        .isNotNull();
    reopen();

    assertThat(store.saveNotification(ALICE, fromColin)).isNull();
    assertThat(store.received(ALICE, 0, 10)).hasSize(2);
  }

  @Test
  public void aNotificationComesBackAsItWasStored() {
    StoredNotification given =
        Notifications.latest(
            Notifications.sent("x", ALICE, BOB, clock.instant()),
            "sshnp",
            3,
            Duration.ofMinutes(2));

    StoredNotification stored = store.saveNotification(ALICE, given);

    assertThat(stored).isEqualTo(given);
    assertThat(store.notification(ALICE, "x")).isEqualTo(given);
    assertThat(store.notification(BOB, "x")).isNull();
    assertThat(store.notification(ALICE, "y")).isNull();
  }

  @Test
  public void aNotificationLivesAsLongAsItWasGivenFromTheTimeItWasStored() {
    StoredNotification given = Notifications.received("x", BOB, ALICE, clock.instant());
    clock.forward(Duration.ofMillis(7));

    StoredNotification stored = saved(given);

    assertThat(stored.at()).isEqualTo(clock.instant());
    assertThat(Duration.between(stored.at(), stored.expiresAt()))
        .isEqualTo(Duration.between(given.at(), given.expiresAt()));
  }

  @Test
  public void theOwnNotificationIsFoundBeforeAReceivedOneOfTheSameId() {
    store.saveNotification(ALICE, Notifications.received("x", BOB, ALICE, clock.instant()));
    assertThat(store.notification(ALICE, "x")).extracting(StoredNotification::from).isEqualTo(BOB);
    store.saveNotification(ALICE, Notifications.sent("x", ALICE, COLIN, clock.instant()));

    assertThat(store.notification(ALICE, "x")).extracting(StoredNotification::to).isEqualTo(COLIN);
    assertThat(store.removeNotification(ALICE, "x")).isTrue();
    assertThat(store.removeNotification(ALICE, "x")).isFalse();
    assertThat(store.notification(ALICE, "x")).isNull();
  }

  @Test
  public void noTwoNotificationsOfATenantHaveTheSameTimeEvenWhenTheClockGoesBack()
      throws Exception {
    List<Callable<Long>> saves = new ArrayList<>();
    IntStream.range(0, 100)
        .forEach(i ->
            saves.add(() -> {
              StoredNotification stored =
                  saved(Notifications.received("n" + i, BOB, ALICE, clock.instant()));
              return stored.at().toEpochMilli();
            }));
    List<Long> times = new ArrayList<>();
    for (Future<Long> outcome : inParallel(saves)) {
      times.add(outcome.get());
    }
    assertThat(times).doesNotHaveDuplicates();

    clock.back(Duration.ofHours(1));
    reopen();
    StoredNotification later = saved(Notifications.received("later", BOB, ALICE, clock.instant()));

    assertThat(later.at().toEpochMilli()).isGreaterThan(times.stream().max(Long::compare).get());
    assertThat(store.received(ALICE, 0, 1_000)).last().isEqualTo(later);
  }

  @Test
  public void receivedNotificationsAreReadInPagesWithoutLossOrRepetition() {
    for (int i = 0; i < 25; i++) {
      store.saveNotification(ALICE, Notifications.received("n" + i, BOB, ALICE, clock.instant()));
      store.saveNotification(ALICE, Notifications.sent("s" + i, ALICE, BOB, clock.instant()));
    }

    List<String> ids = new ArrayList<>();
    long after = 0;
    List<StoredNotification> page = store.received(ALICE, after, 10);
    while (!page.isEmpty()) {
      page.forEach(each -> ids.add(each.id()));
      after = page.getLast().at().toEpochMilli();
      page = store.received(ALICE, after, 10);
    }

    assertThat(ids)
        .containsExactlyElementsOf(IntStream.range(0, 25).mapToObj(i -> "n" + i).toList());
  }

  @Test
  public void theQueueOfARecipientIsInOrderAndSurvivesARestart() throws Exception {
    for (int i = 0; i < 3; i++) {
      store.saveNotification(ALICE, Notifications.sent("b" + i, ALICE, BOB, clock.instant()));
      store.saveNotification(ALICE, Notifications.sent("c" + i, ALICE, COLIN, clock.instant()));
    }
    store.saveNotification(BOB, Notifications.sent("a", BOB, ALICE, clock.instant()));
    store.setStatus(
        ALICE,
        List.of(
            new StatusChange("b0", NotificationStatus.DELIVERED, 1),
            new StatusChange("b1", NotificationStatus.QUEUED, 4),
            new StatusChange("gone", NotificationStatus.ERRORED, 1)));

    reopen();

    assertThat(store.queued(ALICE, BOB, 10))
        .extracting(StoredNotification::id)
        .containsExactly("b1", "b2");
    assertThat(store.queued(ALICE, BOB, 1).getFirst().attempts()).isEqualTo(4);
    assertThat(store.pendingDeliveries())
        .containsExactlyInAnyOrder(
            new PendingDelivery(ALICE, BOB),
            new PendingDelivery(ALICE, COLIN),
            new PendingDelivery(BOB, ALICE));
    assertThat(store.notification(ALICE, "b0"))
        .extracting(StoredNotification::status)
        .isEqualTo(NotificationStatus.DELIVERED);
  }

  @Test
  public void strategyLatestKeepsTheNewestOfANotifierToARecipient() {
    for (int i = 0; i < 5; i++) {
      StoredNotification sent = Notifications.sent("n" + i, ALICE, BOB, clock.instant());
      store.saveNotification(ALICE, Notifications.latest(sent, "sshnp", 2, Duration.ofMinutes(1)));
    }
    store.saveNotification(ALICE, Notifications.sent("other", ALICE, BOB, clock.instant()));

    assertThat(store.queued(ALICE, BOB, 10))
        .extracting(StoredNotification::id)
        .containsExactly("n3", "n4", "other");
    assertThat(store.notification(ALICE, "n0"))
        .extracting(StoredNotification::status)
        .isEqualTo(NotificationStatus.EXPIRED);
  }

  @Test
  public void expiredNotificationsGoAndWhatWasSentShowsItsStatusALittleLonger() {
    store.saveNotification(ALICE, Notifications.received("r", BOB, ALICE, clock.instant()));
    store.saveNotification(ALICE, Notifications.sent("s", ALICE, BOB, clock.instant()));

    Instant expiry = clock.instant().plusSeconds(60);
    assertThat(store.deleteExpired(expiry).notifications()).isEqualTo(1);
    assertThat(store.notification(ALICE, "r")).isNull();
    assertThat(store.notification(ALICE, "s")).isNotNull();

    assertThat(store.deleteExpired(expiry.plusSeconds(3_600)).notifications()).isEqualTo(1);
    assertThat(store.notification(ALICE, "s")).isNull();
  }

  @Test
  public void countsGroupNotificationsByKind() {
    store.saveNotification(ALICE, Notifications.sent("s", ALICE, BOB, clock.instant()));
    store.saveNotification(ALICE, Notifications.sent("t", ALICE, BOB, clock.instant()));
    store.saveNotification(ALICE, Notifications.received("r", BOB, ALICE, clock.instant()));

    assertThat(store.notificationCounts(ALICE))
        .extracting(NotificationCount::type, NotificationCount::count)
        .containsExactlyInAnyOrder(
            tuple(NotificationType.SENT, 2L), tuple(NotificationType.RECEIVED, 1L));
    assertThat(store.notificationCounts(BOB)).isEmpty();
  }

  @Test
  public void listenersHearOfEachNotificationOnceInTheOrderOfTheTimesWhenItCanBeRead()
      throws Exception {
    List<StoredNotification> heard = new CopyOnWriteArrayList<>();
    List<Callable<Long>> saves = new ArrayList<>();
    IntStream.range(0, 100)
        .forEach(i ->
            saves.add(() -> {
              store.saveNotification(
                  ALICE, Notifications.received("n" + i % 50, BOB, ALICE, clock.instant()));
              return 0L;
            }));
    try (Store.Subscription _ =
            store.listen((tenant, notification) -> {
              if (notification.id().equals("n7")) {
                throw new IllegalStateException("a listener that fails");
              }
            });
        Store.Subscription _ = store.listen((tenant, notification) -> heard.add(notification))) {
      for (Future<Long> outcome : inParallel(saves)) {
        outcome.get();
      }
    }
    store.saveNotification(ALICE, Notifications.received("unheard", BOB, ALICE, clock.instant()));

    assertThat(heard).hasSize(50);
    assertThat(heard).extracting(StoredNotification::at).isSorted().doesNotHaveDuplicates();
  }

  @Test
  public void aClosedStoreSaysSo() {
    store.close();
    assertThatThrownBy(() -> store.put(ALICE, record("a@alice", "1"), CommitOp.NONE))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("closed");
    assertThatThrownBy(() -> store.get(ALICE, "a@alice"))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("closed");
  }

  private static <T> List<Future<T>> inParallel(List<Callable<T>> calls)
      throws InterruptedException {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      return threads.invokeAll(calls, 30, TimeUnit.SECONDS);
    }
  }
}
