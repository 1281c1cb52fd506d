package org.noports.atserver;

import java.nio.file.Path;
import java.util.Locale;
import org.noports.atserver.store.Engine;

/**
 * The one place that chooses where the servers of the tests keep what they are given: the engine is
 * the system property {@code noports.test.storage}, {@code sqlite} when it is not set.
 */
public final class TestStorage {
  private static final Engine ENGINE =
      Engine.valueOf(System.getProperty("noports.test.storage", "sqlite").toUpperCase(Locale.ROOT));

  private TestStorage() {}

  /** A server on the loopback whose storage nobody else has. */
  public static AtServerConfig config(Path directory) {
    return AtServerConfig.onLoopback(directory).withStorage(ENGINE.newStorage(directory));
  }
}
