package org.noports.atserver.spec;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.noports.atserver.AtServerHost;
import org.noports.atserver.Limits;
import org.noports.atserver.TestConnection;
import org.noports.atserver.TestParty;
import org.noports.atserver.TestStorage;

/**
 * The servers of @alice and @bob, started once for all tests of the specification that run
 * together. Each test uses a namespace of its own. The clock can be put forward.
 */
final class SpecServers implements BeforeAllCallback {
  private static final Namespace NAMESPACE = Namespace.create(SpecServers.class);
  private static volatile Duration ahead = Duration.ZERO;

  @SuppressWarnings("NullAway.Init") // Set before any test by the extension.
  static TestParty alice;

  @SuppressWarnings("NullAway.Init")
  static TestParty bob;

  /** Started and stopped by the run as a whole. */
  private record Running(Path directory, AtServerHost host) implements AutoCloseable {
    static Running start() {
      // Where those before have left the clock, a new certificate would not be valid yet.
      ahead = Duration.ZERO;
      Path directory = newDirectory();
      Limits limits =
          Limits.DEFAULTS
              .with()
              .statsInterval(Duration.ofSeconds(2))
              .expiryInterval(Duration.ofMillis(300))
              .build();
      AtServerHost host =
          AtServerHost.start(
              TestStorage.config(directory)
                  .withLimits(limits)
                  .withTime(new SecureRandom(), () -> Instant.now().plus(ahead)));
      alice = TestParty.activate(host, "@alice");
      bob = TestParty.activate(host, "@bob");
      return new Running(directory, host);
    }

    private static Path newDirectory() {
      try {
        return Files.createTempDirectory("atserver-spec");
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void close() throws IOException {
      host.close();
      try (Stream<Path> files = Files.walk(directory)) {
        for (Path each : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(each);
        }
      }
    }
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    context.getRoot().getStore(NAMESPACE).computeIfAbsent(Running.class, _ -> Running.start());
  }

  /** Puts the servers' clock forward; it never goes back. */
  static void passes(Duration time) {
    ahead = ahead.plus(time);
  }

  /** A connection that asks for errors in JSON, as clients above 3.0.37 do. */
  static TestConnection loginWithJsonErrors() {
    return alice.login(":clientConfig:{\"version\":\"3.0.57\"}");
  }
}
