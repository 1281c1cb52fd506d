package org.noports.atserver.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.noports.atserver.store.CommitOp;
import org.noports.atserver.store.RecordMetadata;
import org.noports.atserver.store.SettableClock;
import org.noports.atserver.store.Store;
import org.noports.atserver.store.StoreException;
import org.noports.atserver.store.StoredRecord;
import org.noports.atserver.store.Tenant;
import org.noports.protocol.name.AtSign;

/** What concerns the file alone. */
class SqliteStoreTest {
  private static final AtSign ALICE = AtSign.of("@alice");

  @TempDir Path directory;
  private final SettableClock clock = new SettableClock();
  private Store store;

  @BeforeEach
  void openStore() {
    store = open();
    store.addTenant(new Tenant(ALICE, 25_000, clock.instant()));
  }

  @AfterEach
  void closeStore() {
    store.close();
  }

  private Path dataDirectory() {
    return directory.resolve("data");
  }

  private Path file() {
    return dataDirectory().resolve("store.db");
  }

  private Store open() {
    return SqliteStore.open(file(), clock);
  }

  @Test
  void onlyTheOwnerMayReadTheFilesAndTheDirectory() throws Exception {
    store.put(
        ALICE,
        new StoredRecord("a@alice", "v", RecordMetadata.createdAt(clock.instant())),
        CommitOp.UPDATE);

    assertThat(mode(dataDirectory())).isEqualTo("rwx------");
    try (var files = Files.list(dataDirectory())) {
      assertThat(files.toList())
          .hasSizeGreaterThanOrEqualTo(3)
          .allSatisfy(each -> assertThat(mode(each)).isEqualTo("rw-------"));
    }
    assertThat(store.diskBytes()).isPositive();
  }

  private static String mode(Path path) {
    try {
      return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void aSecondProcessOnTheSameFileIsRefusedInOneLine() {
    assertThatThrownBy(() -> SqliteStore.open(file(), clock))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("in use")
        .hasMessageNotContaining("\n");
  }

  @Test
  void aFileThatIsNoDatabaseIsRefusedAndLeftAlone() throws Exception {
    Path garbage = directory.resolve("garbage.db");
    Files.writeString(garbage, "not a database, ".repeat(200));

    assertThatThrownBy(() -> SqliteStore.open(garbage, clock))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("garbage.db");
    assertThat(Files.readString(garbage)).startsWith("not a database");
    // The lock was given back.
    assertThatThrownBy(() -> SqliteStore.open(garbage, clock)).hasMessageNotContaining("in use");
  }

  @Test
  void aStoreOfANewerProgramIsRefused() throws Exception {
    store.close();
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
        Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA user_version = 99");
    }

    assertThatThrownBy(() -> SqliteStore.open(file(), clock))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("99")
        .hasMessageContaining("newer program");
  }

  @Test
  void aDirectoryThatIsAFileIsRefused() throws Exception {
    Path notADirectory = Files.writeString(directory.resolve("file"), "x");

    assertThatThrownBy(() -> SqliteStore.open(notADirectory.resolve("store.db"), clock))
        .isInstanceOf(StoreException.class);
  }
}
