package org.noports.atserver;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.noports.atserver.store.Engine;
import org.noports.atserver.store.Storage;

/**
 * The one place that chooses where the servers of the tests keep what they are given: the engine is
 * the system property {@code noports.test.storage}, {@code sqlite} when it is not set. Thread-safe.
 */
public final class TestStorage {
  private static final Engine ENGINE =
      Engine.valueOf(System.getProperty("noports.test.storage", "sqlite").toUpperCase(Locale.ROOT));

  private static final Map<Path, Storage> STORAGES = new ConcurrentHashMap<>();

  private TestStorage() {}

  /** A server on the loopback; that of the same directory finds again what one has kept. */
  public static AtServerConfig config(Path directory) {
    return AtServerConfig.onLoopback(directory)
        .withStorage(STORAGES.computeIfAbsent(directory, ENGINE::newStorage));
  }
}
