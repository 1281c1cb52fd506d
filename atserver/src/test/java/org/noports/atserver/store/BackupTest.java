package org.noports.atserver.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.TimeUnit;
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

  private Storage copy() throws IOException, SQLException, InterruptedException {
    return switch (storage) {
      case Storage.Sqlite sqlite -> sqliteCopy(sqlite);
      case Storage.Postgresql postgresql -> postgresCopy(postgresql);
    };
  }

  private Storage sqliteCopy(Storage.Sqlite from) throws IOException, SQLException {
    Storage.Sqlite to = new Storage.Sqlite(directory.resolve("restored"));
    Files.createDirectories(to.directory());
    try (Connection reader = DriverManager.getConnection("jdbc:sqlite:" + from.file());
        Statement statement = reader.createStatement()) {
      statement.execute("VACUUM INTO '" + to.file() + "'");
    }
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
