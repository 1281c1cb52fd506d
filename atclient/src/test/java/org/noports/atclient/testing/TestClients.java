package org.noports.atclient.testing;

import java.time.Duration;
import org.noports.atclient.AtClientConfig;
import org.noports.atclient.DirectoryAddress;
import org.noports.atclient.Timeouts;
import org.noports.atclient.TrustRoots;
import org.noports.protocol.keys.AtKeys;

/** Clients for tests: they trust the test certificate and do not wait long. */
public final class TestClients {
  public static final Timeouts SHORT =
      new Timeouts(
          Duration.ofSeconds(5),
          Duration.ofSeconds(2),
          Duration.ofSeconds(5),
          Duration.ofMillis(300),
          Duration.ofSeconds(3),
          Duration.ofMinutes(10));

  private TestClients() {}

  public static TrustRoots trust() {
    return TrustRoots.platformAnd(TestCertificates.LOCALHOST.pem());
  }

  public static DirectoryAddress directory(FakeAtServer server) {
    return new DirectoryAddress("localhost", server.directoryPort(), false);
  }

  public static AtClientConfig config(FakeAtServer server, AtKeys keys) {
    return AtClientConfig.of(keys, directory(server), trust()).withTimeouts(SHORT);
  }

  /** The same, but the request deadline is so short that a test can wait for it. */
  public static Timeouts impatient(Duration request) {
    return new Timeouts(
        SHORT.connect(),
        SHORT.directory(),
        request,
        SHORT.heartbeat(),
        SHORT.heartbeatAnswer(),
        SHORT.commandIdle());
  }
}
