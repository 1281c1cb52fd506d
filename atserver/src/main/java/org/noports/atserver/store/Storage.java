package org.noports.atserver.store;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.function.Predicate;
import org.noports.atserver.store.postgresql.PostgresAddress;
import org.noports.atserver.store.postgresql.PostgresStore;
import org.noports.atserver.store.sqlite.SqliteBackup;
import org.noports.atserver.store.sqlite.SqliteStore;

/** Where an atServer process keeps everything. */
public sealed interface Storage {
  /** What the words on a command line or in a configuration file begin with. */
  String SQLITE_PREFIX = "sqlite:";

  /**
   * Opens it, and makes what is missing.
   *
   * @param announced the keys whose changes other processes on the storage are told
   */
  Store open(InstantSource clock, Predicate<String> announced);

  /**
   * Writes all of it, as it is at one moment, to a file that does not exist yet; processes may go
   * on working with it. Restoring is told in docs/storage.md.
   */
  void backUp(Path target);

  /** One file in a directory of this machine; nothing else to install. */
  record Sqlite(Path directory) implements Storage {
    private static final String FILE = "atserver.db";

    @Override
    public Store open(InstantSource clock, Predicate<String> announced) {
      return SqliteStore.open(file(), clock);
    }

    @Override
    public void backUp(Path target) {
      SqliteBackup.write(file(), target);
    }

    public Path file() {
      return directory.resolve(FILE);
    }
  }

  /** A PostgreSQL database, which any number of processes may share. */
  record Postgresql(PostgresAddress address) implements Storage {
    @Override
    public Store open(InstantSource clock, Predicate<String> announced) {
      return PostgresStore.open(address, clock, announced);
    }

    @Override
    public void backUp(Path target) {
      throw new StoreException(
          "PostgreSQL's own program makes the backup, while everything runs: pg_dump"
              + " --format=custom --no-unlogged-table-data --file="
              + target
              + " "
              + address);
    }
  }

  /** Reads {@code sqlite:DIR} or {@code postgresql://USER@HOST:PORT/DATABASE}. */
  static Storage parse(String text) {
    if (PostgresAddress.isMeant(text)) {
      return new Postgresql(PostgresAddress.parse(text));
    }
    if (text.startsWith(SQLITE_PREFIX) && text.length() > SQLITE_PREFIX.length()) {
      return new Sqlite(Path.of(text.substring(SQLITE_PREFIX.length())));
    }
    throw new StoreException(
        "Not a storage: " + text + ". Write sqlite:DIR or postgresql://USER@HOST:PORT/DATABASE");
  }
}
