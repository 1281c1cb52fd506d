package org.noports.atserver.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.noports.atserver.store.postgresql.PrivatePostgres;

/** A backup taken while the store is written to, as docs/storage.md says, is a whole store. */
class BackupTest extends EveryEngine {
  @Test
  void aRestoredBackupHasEverythingThatWasThereWhenItWasTaken() throws Exception {
    store.put(ALICE, record("a@alice", "1"), CommitOp.UPDATE);
    store.saveNotification(ALICE, Notifications.sent("n1", ALICE, BOB, clock.instant()));
    store.saveNotification(BOB, Notifications.received("n1", ALICE, BOB, clock.instant()));

    Storage restored = copy();
    store.put(ALICE, record("later@alice", "2"), CommitOp.UPDATE);

    try (Store copy = restored.open(clock, key -> false)) {
      assertThat(copy.tenants()).isEqualTo(store.tenants());
      assertThat(copy.get(ALICE, "a@alice")).isEqualTo(store.get(ALICE, "a@alice"));
      assertThat(copy.get(ALICE, "later@alice")).isNull();
      assertThat(copy.queued(ALICE, BOB, 10)).isEqualTo(store.queued(ALICE, BOB, 10));
      assertThat(copy.received(BOB, 0, 10)).isEqualTo(store.received(BOB, 0, 10));
      // It goes on where it stood.
      assertThat(copy.put(ALICE, record("b@alice", "1"), CommitOp.UPDATE)).isEqualTo(1);
      assertThat(
              copy.saveNotification(ALICE, Notifications.sent("n1", ALICE, BOB, clock.instant())))
          .isNull();
    }
  }

  @Test
  void aBackupUnderLoadIsTheStoreOfOneMoment() throws Exception {
    List<AtomicInteger> written = Stream.generate(AtomicInteger::new).limit(4).toList();
    AtomicBoolean enough = new AtomicBoolean();
    List<Integer> before;
    List<Integer> after;
    Storage restored;
    try (ExecutorService writers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < written.size(); i++) {
        String name = "w" + i + ".";
        AtomicInteger count = written.get(i);
        writers.execute(() -> {
          while (!enough.get()) {
            store.put(ALICE, record(name + count.get() + "@alice", "v"), CommitOp.UPDATE);
            count.incrementAndGet();
          }
        });
      }
      await().until(() -> written.stream().allMatch(each -> each.get() > 20));
      before = written.stream().map(AtomicInteger::get).toList();
      restored = copy();
      after = written.stream().map(AtomicInteger::get).toList();
      enough.set(true);
    }

    try (Store copy = restored.open(clock, key -> false)) {
      long all = 0;
      for (int i = 0; i < written.size(); i++) {
        int kept = copy.keys(ALICE, "w" + i + ".").size();
        // What is being written may be in it before it is counted.
        assertThat(kept).isBetween(before.get(i), after.get(i) + 1);
        assertThat(copy.get(ALICE, "w" + i + "." + (kept - 1) + "@alice")).isNotNull();
        all += kept;
      }
      assertThat(copy.lastCommitId(ALICE)).isEqualTo(all - 1);
    }
  }

  private Storage copy() throws IOException, InterruptedException {
    return switch (storage) {
      case Storage.Sqlite sqlite -> sqliteCopy(sqlite);
      case Storage.Postgresql postgresql -> postgresCopy(postgresql);
    };
  }

  private Storage sqliteCopy(Storage.Sqlite from) throws IOException {
    Storage.Sqlite to = new Storage.Sqlite(directory.resolve("restored"));
    Files.createDirectories(to.directory());
    from.backUp(to.file());
    assertThat(Files.getPosixFilePermissions(to.file()))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    return to;
  }

  private Storage postgresCopy(Storage.Postgresql from) throws IOException, InterruptedException {
    String target = PrivatePostgres.newDatabase();
    Path file = directory.resolve("backup");
    run(
        "pg_dump",
        "--format=custom",
        "--no-unlogged-table-data",
        "--file=" + file,
        PrivatePostgres.withPassword(from.address().toString()));
    run("pg_restore", "--exit-on-error", "--dbname=" + target, file.toString());
    return Storage.parse(target);
  }

  private static void run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(List.of(command)).inheritIO().start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(command[0]).isZero();
  }
}
