package org.noports.atserver.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.noports.atserver.AtServerHost;
import org.noports.atserver.TestParty;
import org.noports.atserver.TestStorage;

@DisplayName("atprotocol.md 9.1, items 1 and 3: keys of other atServers that change")
class KnownSignersTest {
  private static final Logger SIGNERS =
      Logger.getLogger("org.noports.atserver.tenant.KnownSigners");

  private static final class Warnings extends Handler implements AutoCloseable {
    private final List<String> lines = new CopyOnWriteArrayList<>();

    Warnings() {
      SIGNERS.addHandler(this);
    }

    @Override
    public void publish(LogRecord line) {
      if (line.getLevel().equals(Level.WARNING)) {
        lines.add(new SimpleFormatter().formatMessage(line));
      }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
      SIGNERS.removeHandler(this);
    }
  }

  @Test
  void anAtServerThatProvesItselfWithAnotherKeyThanBeforeIsToldToTheOperator(
      @TempDir Path directory) {
    try (Warnings warnings = new Warnings();
        AtServerHost host = AtServerHost.start(TestStorage.config(directory))) {
      TestParty alice = TestParty.activate(host, "@alice");
      TestParty bob = TestParty.activate(host, "@bob");
      bob.polAt(alice).close();
      bob.polAt(alice).close();
      assertThat(warnings.lines).isEmpty();
      host.removeAtSign(bob.atSign());
      TestParty another = TestParty.activate(host, "@bob");
      another.polAt(alice).close();
      another.polAt(alice).close();
      assertThat(warnings.lines)
          .singleElement()
          .asString()
          .startsWith("@alice: the atServer of @bob proves itself with another signing key");
    }
  }
}
