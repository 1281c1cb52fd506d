package org.noports.atserver.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Notifications as they are kept. */
class NotificationStorageTest extends EveryEngine {
  @Test
  void aNotificationIsKeptOncePerSenderAndId() throws Exception {
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
  void aNotificationComesBackAsItWasStored() {
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
  void aNotificationLivesAsLongAsItWasGivenFromTheTimeItWasStored() {
    StoredNotification given = Notifications.received("x", BOB, ALICE, clock.instant());
    clock.forward(Duration.ofMillis(7));

    StoredNotification stored = saved(given);

    assertThat(stored.at()).isEqualTo(clock.instant());
    assertThat(Duration.between(stored.at(), stored.expiresAt()))
        .isEqualTo(Duration.between(given.at(), given.expiresAt()));
  }

  @Test
  void theOwnNotificationIsFoundBeforeAReceivedOneOfTheSameId() {
    store.saveNotification(ALICE, Notifications.received("x", BOB, ALICE, clock.instant()));
    assertThat(store.notification(ALICE, "x")).extracting(StoredNotification::from).isEqualTo(BOB);
    store.saveNotification(ALICE, Notifications.sent("x", ALICE, COLIN, clock.instant()));

    assertThat(store.notification(ALICE, "x")).extracting(StoredNotification::to).isEqualTo(COLIN);
    assertThat(store.removeNotification(ALICE, "x")).isTrue();
    assertThat(store.removeNotification(ALICE, "x")).isFalse();
    assertThat(store.notification(ALICE, "x")).isNull();
  }

  @Test
  void expiredNotificationsGoAndWhatWasSentShowsItsStatusALittleLonger() {
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
  void countsGroupNotificationsByKind() {
    store.saveNotification(ALICE, Notifications.sent("s", ALICE, BOB, clock.instant()));
    store.saveNotification(ALICE, Notifications.sent("t", ALICE, BOB, clock.instant()));
    store.saveNotification(ALICE, Notifications.received("r", BOB, ALICE, clock.instant()));

    assertThat(store.notificationCounts(ALICE))
        .extracting(NotificationCount::type, NotificationCount::count)
        .containsExactlyInAnyOrder(
            tuple(NotificationType.SENT, 2L), tuple(NotificationType.RECEIVED, 1L));
    assertThat(store.notificationCounts(BOB)).isEmpty();
  }
}
