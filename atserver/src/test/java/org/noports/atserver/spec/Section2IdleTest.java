package org.noports.atserver.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.noports.atserver.AtServerHost;
import org.noports.atserver.Limits;
import org.noports.atserver.TestConnection;
import org.noports.atserver.TestParty;
import org.noports.atserver.TestStorage;

@DisplayName("atprotocol.md 2.5: connections that say nothing")
class Section2IdleTest {
  private static final Limits SHORT =
      Limits.DEFAULTS
          .with()
          .authenticatedIdle(Duration.ofSeconds(4))
          .statsInterval(Duration.ofMillis(300))
          .build();

  @Test
  void aSilentLoginEndsWithoutAWordAndWhatAMonitorIsShownKeepsItAlive(@TempDir Path directory) {
    try (AtServerHost host = AtServerHost.start(TestStorage.config(directory).withLimits(SHORT))) {
      TestParty alice = TestParty.activate(host, "@alice");
      try (TestConnection monitor = alice.login()) {
        monitor.send("monitor\n");
        try (TestConnection silent = alice.login()) {
          assertThat(silent.isClosedByServer()).isTrue();
          assertThat(silent.rest()).isEmpty();
        }
        monitor.send("noop:0\n");
        String line = monitor.line();
        while (line.contains("statsNotification.@alice")) {
          line = monitor.line();
        }
        assertThat(line).endsWith("data:ok");
      }
    }
  }
}
