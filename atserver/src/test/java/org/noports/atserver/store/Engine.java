package org.noports.atserver.store;

import java.nio.file.Path;
import org.noports.atserver.store.postgresql.PrivatePostgres;

/** The storage engines there are. */
public enum Engine {
  SQLITE {
    @Override
    public Storage newStorage(Path directory) {
      return new Storage.Sqlite(directory.resolve("data"));
    }
  },
  POSTGRESQL {
    @Override
    public Storage newStorage(Path directory) {
      return Storage.parse(PrivatePostgres.newDatabase());
    }
  };

  /** An empty storage of its own; the directory is for what the engine keeps in files. */
  public abstract Storage newStorage(Path directory);
}
