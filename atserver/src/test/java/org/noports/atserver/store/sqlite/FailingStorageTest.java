package org.noports.atserver.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.noports.atserver.AtServerConfig;
import org.noports.atserver.AtServerHost;
import org.noports.atserver.TestConnection;
import org.noports.atserver.TestParty;

@DisplayName("atprotocol.md 9.1, item 23: a storage that fails")
class FailingStorageTest {
  @TempDir Path directory;

  @Test
  void whatCouldNotBeStoredIsAnErrorThatEndsTheConnectionAndNothingElse() throws Exception {
    try (AtServerHost host = AtServerHost.start(AtServerConfig.onLoopback(directory))) {
      TestParty alice = TestParty.activate(host, "@alice");
      refuseKeysNamed("refused");
      try (TestConnection owner = alice.login()) {
        assertThat(owner.ask("update:refused.w23@alice v"))
            .isEqualTo("error:AT0002-DataStore exception : the storage failed\n@alice@");
        assertThat(owner.isClosedByServer()).isTrue();
      }
      try (TestConnection owner = alice.login()) {
        assertThat(owner.data("update:taken.w23@alice v")).matches("\\d+");
        assertThat(owner.data("scan w23")).isEqualTo("[\"taken.w23@alice\"]");
      }
    }
  }

  /** Lets the database itself refuse them, as it would when its disk is full. */
  private void refuseKeysNamed(String start) throws Exception {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
        Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA busy_timeout = 30000");
      statement.execute(
          "CREATE TRIGGER refuse BEFORE INSERT ON record WHEN NEW.key LIKE '"
              + start
              + "%' BEGIN SELECT RAISE(ABORT, 'disk is full'); END");
    }
  }

  private Path file() throws Exception {
    try (Stream<Path> files = Files.walk(directory)) {
      List<Path> found = files.filter(file -> file.toString().endsWith(".db")).toList();
      assertThat(found).hasSize(1);
      return found.getFirst();
    }
  }
}
