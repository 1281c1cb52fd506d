package org.noports.client;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.noports.atclient.DirectoryAddress;
import org.noports.atclient.NotTrusted;
import org.noports.atclient.TrustRoots;
import org.noports.atclient.activation.Onboarding;
import org.noports.atserver.AtServerConfig;
import org.noports.atserver.AtServerHost;
import org.noports.atserver.HostPort;
import org.noports.protocol.name.AtSign;

/** A clock that is years off: certificates are not valid yet, or not any more. */
class WrongClockTest {
  private static final AtSign ALICE = AtSign.of("@alice");

  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"2001-01-01T00:00:00Z", "2199-01-01T00:00:00Z"})
  void itIsTheClockThatIsNamed(String serversTime) {
    AtServerConfig config =
        AtServerConfig.onLoopback(directory.resolve("server"))
            .withTime(new SecureRandom(), InstantSource.fixed(Instant.parse(serversTime)));
    try (AtServerHost servers = AtServerHost.start(config)) {
      servers.addAtSign(ALICE, "secret");
      HostPort address = servers.directoryAddress();
      assertThatThrownBy(() ->
              Onboarding.onboard(
                  ALICE,
                  "secret",
                  new DirectoryAddress(address.host(), address.port(), false),
                  TrustRoots.platformAnd(servers.caFile()),
                  directory.resolve("alice.atKeys")))
          .isInstanceOf(NotTrusted.class)
          .hasMessageContaining("the certificate of the atDirectory at ")
          .hasMessageContaining("is not valid now, which is 2")
          .hasMessageContaining("by this machine's clock: set the clock");
    }
  }
}
