package org.noports.atserver.store;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.noports.protocol.name.AtSign;

/**
 * What every storage engine must do: each test of a class that extends this one runs on each of
 * them, with a storage of its own.
 */
@ParameterizedClass(name = "{0}")
@EnumSource(Engine.class)
abstract class EveryEngine {
  static final AtSign ALICE = AtSign.of("@alice");
  static final AtSign BOB = AtSign.of("@bob");
  static final AtSign COLIN = AtSign.of("@colin");

  final SettableClock clock = new SettableClock();
  @Parameter Engine engine = Engine.SQLITE;
  @TempDir Path directory;
  Storage storage;
  Store store;

  @BeforeEach
  void openStore() {
    storage = engine.newStorage(directory);
    store = open();
    store.addTenant(new Tenant(ALICE, 25_000, clock.instant()));
    store.addTenant(new Tenant(BOB, 25_001, clock.instant()));
  }

  @AfterEach
  void closeStore() {
    store.close();
  }

  /** Opens the storage of this test, with what an earlier open left in it. */
  Store open() {
    return storage.open(clock, key -> key.contains("announced"));
  }

  void reopen() {
    store.close();
    store = open();
  }

  StoredRecord record(String key, String value) {
    return new StoredRecord(key, value, RecordMetadata.createdAt(clock.instant()));
  }

  StoredRecord expiring(String key, Duration life) {
    return new StoredRecord(
        key,
        "v",
        RecordMetadata.builder(clock.instant())
            .ttl(life.toMillis())
            .expiresAt(clock.instant().plus(life))
            .build());
  }

  StoredNotification saved(StoredNotification notification) {
    return requireNonNull(store.saveNotification(ALICE, notification));
  }

  static <T> List<Future<T>> inParallel(List<Callable<T>> calls) throws InterruptedException {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      return threads.invokeAll(calls, 30, TimeUnit.SECONDS);
    }
  }
}
