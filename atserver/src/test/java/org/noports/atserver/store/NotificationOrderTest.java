package org.noports.atserver.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The order of notifications: in replays, in the queue, for listeners. */
class NotificationOrderTest extends EveryEngine {
  @Test
  void noTwoNotificationsOfATenantHaveTheSameTimeEvenWhenTheClockGoesBack() throws Exception {
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
  void receivedNotificationsAreReadInPagesWithoutLossOrRepetition() {
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
  void theQueueOfARecipientIsInOrderAndSurvivesARestart() throws Exception {
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
  void strategyLatestKeepsTheNewestOfANotifierToARecipient() {
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
  void listenersHearOfEachNotificationOnceInTheOrderOfTheTimesWhenItCanBeRead() throws Exception {
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
}
