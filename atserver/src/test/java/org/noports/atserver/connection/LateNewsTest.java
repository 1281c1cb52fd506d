package org.noports.atserver.connection;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.noports.atserver.TestStorage;
import org.noports.atserver.monitor.MonitorFilter;
import org.noports.atserver.monitor.Monitors;
import org.noports.atserver.record.Records;
import org.noports.atserver.store.Notifications;
import org.noports.atserver.store.Store;
import org.noports.atserver.store.StoredNotification;
import org.noports.atserver.store.Tenant;
import org.noports.protocol.name.AtSign;

/**
 * Another process stored a notification, its client has seen it there and comes here to go on, and
 * only then does the news of it arrive.
 */
class LateNewsTest {
  private static final AtSign ALICE = AtSign.of("@alice");
  private static final AtSign BOB = AtSign.of("@bob");
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final InstantSource clock = InstantSource.system();
  private final ByteArrayOutputStream shown = new ByteArrayOutputStream();
  @TempDir Path directory;
  private Store store;
  private Monitors monitors;

  @BeforeEach
  void openStore() {
    store = TestStorage.config(directory).storage().open(clock, key -> false);
    store.addTenant(new Tenant(ALICE, 21_500, clock.instant()));
    monitors = new Monitors(ALICE, store, new Records(ALICE, store, clock));
  }

  @AfterEach
  void closeStore() {
    store.close();
  }

  private StoredNotification stored(String id) {
    return requireNonNull(
        store.saveNotification(ALICE, Notifications.received(id, BOB, ALICE, clock.instant())));
  }

  private void monitorAfter(long epochMillis) {
    Outbox outbox = new Outbox(shown, () -> {}, 100, 100_000, System::nanoTime);
    outbox.startQueue(false, "monitor of a test");
    Session session =
        new Session("session", outbox, "test", "127.0.0.1", null, ChallengeBinding.none());
    monitors.register(new MonitorFilter(false, null, null), session, epochMillis);
  }

  private void awaitShown(String id) {
    await()
        .atMost(PATIENCE)
        .until(() -> shown.toString(StandardCharsets.UTF_8).contains("\"" + id + "\""));
  }

  @Test
  void doNotShowAgainWhatTheClientHasSeenElsewhere() {
    StoredNotification seen = stored("seen");
    monitorAfter(seen.at().toEpochMilli());
    monitors.stored(seen);
    monitors.stored(stored("next"));

    awaitShown("next");
    assertThat(shown.toString(StandardCharsets.UTF_8)).doesNotContain("\"seen\"");
  }

  @Test
  void doNotShowTwiceWhatTheReplayHasShown() {
    long before = stored("seen").at().toEpochMilli();
    StoredNotification missed = stored("missed");
    monitorAfter(before);
    monitors.stored(missed);
    monitors.stored(stored("next"));

    awaitShown("next");
    assertThat(shown.toString(StandardCharsets.UTF_8)).containsOnlyOnce("\"missed\"");
  }

  @Test
  void areShownToAClientWhoseClockIsAhead() {
    monitorAfter(clock.millis() + Duration.ofHours(1).toMillis());
    monitors.stored(stored("next"));

    awaitShown("next");
  }
}
