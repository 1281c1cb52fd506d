package org.noports.atserver.store;

import java.nio.file.Path;
import java.time.InstantSource;
import org.noports.atserver.store.sqlite.SqliteStore;

/** Where an atServer process keeps everything. */
public sealed interface Storage {
  /** What the words on a command line or in a configuration file begin with. */
  String SQLITE_PREFIX = "sqlite:";

  /** Opens it, and makes what is missing. */
  Store open(InstantSource clock);

  /** One file in a directory of this machine; nothing else to install. */
  record Sqlite(Path directory) implements Storage {
    private static final String FILE = "atserver.db";

    @Override
    public Store open(InstantSource clock) {
      return SqliteStore.open(file(), clock);
    }

    public Path file() {
      return directory.resolve(FILE);
    }
  }

  /** Reads {@code sqlite:DIR}. */
  static Storage parse(String text) {
    if (text.startsWith(SQLITE_PREFIX) && text.length() > SQLITE_PREFIX.length()) {
      return new Sqlite(Path.of(text.substring(SQLITE_PREFIX.length())));
    }
    throw new StoreException("Not a storage: " + text + ". Write sqlite:DIR");
  }
}
