package org.noports.atserver.store.sqlite;

import java.nio.file.Path;
import java.time.InstantSource;
import org.noports.atserver.store.Store;

/** The store in one SQLite file. */
public final class SqliteStore {
  private SqliteStore() {}

  /** Opens the file, made with mode 0600 when missing (its directory 0700), and migrates it. */
  public static Store open(Path file, InstantSource clock) {
    throw new UnsupportedOperationException("not built yet " + file + clock);
  }
}
