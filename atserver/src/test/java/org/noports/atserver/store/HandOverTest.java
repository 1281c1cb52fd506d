package org.noports.atserver.store;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.noports.protocol.name.AtSign;

/** A notification from one tenant to another, as one step. */
class HandOverTest extends EveryEngine {

  private @Nullable HandedOver handOver(String id, AtSign from, AtSign to) {
    return store.handOver(
        from,
        Notifications.sent(id, from, to, clock.instant()),
        Notifications.received(id, from, to, clock.instant()));
  }

  private List<String> receivedBy(AtSign tenant) {
    return store.received(tenant, 0, 1_000).stream().map(StoredNotification::id).toList();
  }

  private NotificationStatus statusOf(String id) {
    return requireNonNull(store.notification(ALICE, id)).status();
  }

  @Test
  void bothHaveItAndListenersHearOfBoth() throws Exception {
    List<String> heard = new CopyOnWriteArrayList<>();
    try (Store.Subscription _ =
        store.listen((tenant, notification) -> heard.add(tenant + " " + notification.type()))) {
      HandedOver outcome = requireNonNull(handOver("n1", ALICE, BOB));

      assertThat(outcome.delivered()).isTrue();
      assertThat(outcome.sent().attempts()).isEqualTo(1);
      assertThat(store.notification(ALICE, "n1")).isEqualTo(outcome.sent());
      assertThat(store.notification(BOB, "n1")).isEqualTo(outcome.received());
    }
    assertThat(heard).containsExactly("@alice SENT", "@bob RECEIVED");
    assertThat(store.pendingDeliveries()).isEmpty();
    reopen();
    assertThat(receivedBy(BOB)).containsExactly("n1");
    assertThat(statusOf("n1")).isEqualTo(NotificationStatus.DELIVERED);
  }

  @Test
  void itIsQueuedBehindWhatWaitsForTheSameRecipientOnly() {
    saved(Notifications.sent("waits", ALICE, BOB, clock.instant()));
    store.addTenant(new Tenant(COLIN, 25_002, clock.instant()));

    HandedOver behind = requireNonNull(handOver("behind", ALICE, BOB));
    HandedOver other = requireNonNull(handOver("other", ALICE, COLIN));
    HandedOver back = requireNonNull(handOver("back", BOB, ALICE));

    assertThat(behind.delivered()).isFalse();
    assertThat(behind.received()).isNull();
    assertThat(other.delivered()).isTrue();
    assertThat(back.delivered()).isTrue();
    assertThat(receivedBy(BOB)).isEmpty();
    assertThat(store.queued(ALICE, BOB, 10))
        .extracting(StoredNotification::id)
        .containsExactly("waits", "behind");
    store.setStatus(
        ALICE,
        List.of(
            new StatusChange("waits", NotificationStatus.DELIVERED, 1),
            new StatusChange("behind", NotificationStatus.EXPIRED, 1)));
    assertThat(requireNonNull(handOver("after", ALICE, BOB)).delivered()).isTrue();
  }

  @Test
  void oneThatIsKnownIsNotDoubled() {
    assertThat(handOver("n1", ALICE, BOB)).isNotNull();
    assertThat(handOver("n1", ALICE, BOB)).isNull();
    // A receiver that took it before the sender noted that.
    store.saveNotification(BOB, Notifications.received("n2", ALICE, BOB, clock.instant()));
    HandedOver again = requireNonNull(handOver("n2", ALICE, BOB));

    assertThat(again.delivered()).isTrue();
    assertThat(again.received()).isNull();
    assertThat(receivedBy(BOB)).containsExactly("n1", "n2");
  }

  @Test
  void oneForNoTenantIsQueued() {
    HandedOver outcome = requireNonNull(handOver("n1", ALICE, COLIN));

    assertThat(outcome.delivered()).isFalse();
    assertThat(statusOf("n1")).isEqualTo(NotificationStatus.QUEUED);
    assertThat(store.pendingDeliveries()).containsExactly(new PendingDelivery(ALICE, COLIN));
  }

  @Test
  void strategyLatestStillEndsOlderOnesThatWait() {
    for (int i = 0; i < 3; i++) {
      StoredNotification sent = Notifications.sent("n" + i, ALICE, BOB, clock.instant());
      if (i == 0) {
        saved(sent);
      }
      store.handOver(
          ALICE,
          Notifications.latest(sent, "sshnp", 1, Duration.ofMinutes(1)),
          Notifications.received("n" + i, ALICE, BOB, clock.instant()));
    }

    assertThat(statusOf("n1")).isEqualTo(NotificationStatus.EXPIRED);
    assertThat(statusOf("n2")).isEqualTo(NotificationStatus.QUEUED);
    assertThat(receivedBy(BOB)).isEmpty();
  }

  @Test
  void manyAtOnceAreAllHandedOverOnceInTheOrderOfTheirTimes() throws Exception {
    List<Callable<Boolean>> calls = new ArrayList<>();
    IntStream.range(0, 200)
        .forEach(i ->
            calls.add(() ->
                i % 2 == 0
                    ? handOver("a" + i % 100, ALICE, BOB) != null
                    : handOver("b" + i % 100, BOB, ALICE) != null));
    int handedOver = 0;
    for (Future<Boolean> each : inParallel(calls)) {
      handedOver += each.get() ? 1 : 0;
    }

    assertThat(handedOver).isEqualTo(100);
    for (AtSign each : List.of(ALICE, BOB)) {
      List<StoredNotification> received = store.received(each, 0, 1_000);
      assertThat(received).hasSize(50).extracting(StoredNotification::id).doesNotHaveDuplicates();
      assertThat(received).extracting(StoredNotification::at).isSorted().doesNotHaveDuplicates();
    }
    assertThat(store.pendingDeliveries()).isEmpty();
  }
}
