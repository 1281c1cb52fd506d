package org.noports.atserver.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.noports.atserver.store.SettableClock;
import org.noports.atserver.store.Store;
import org.noports.atserver.store.StoredRecord;
import org.noports.protocol.name.AtSign;

/** Files of older versions of this program, made by the scripts those had. */
class SqliteSchemaTest {
  private static final AtSign ALICE = AtSign.of("@alice");
  private static final List<String> SCRIPTS =
      List.of("0001-records-and-notifications.sql", "0002-expiry-by-type.sql");

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void aFileOfAnOlderVersionIsBroughtForwardWithWhatItHas(int version) throws Exception {
    Path file = directory.resolve("atserver.db");
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      for (String name : SCRIPTS.subList(0, version)) {
        statement.executeUpdate(script(name));
      }
      statement.execute("PRAGMA user_version = " + version);
      if (version > 0) {
        fill(statement);
      }
    }

    for (int start = 0; start < 2; start++) {
      try (Store store = SqliteStore.open(file, new SettableClock())) {
        if (version > 0) {
          assertThat(store.get(ALICE, "a@alice")).extracting(StoredRecord::value).isEqualTo("v");
          assertThat(store.lastCommitId(ALICE)).isEqualTo(6);
        } else {
          assertThat(store.tenants()).isEmpty();
        }
      }
    }
  }

  private static void fill(Statement statement) throws SQLException {
    statement.executeUpdate(
        "INSERT INTO tenant (at_sign, port, created_at, next_commit_id)"
            + " VALUES ('@alice', 25000, 0, 7);"
            + "INSERT INTO record (tenant, key, metadata, value) SELECT id, 'a@alice',"
            + " '{\"createdAt\":1,\"updatedAt\":1,\"version\":0,\"isBinary\":false,"
            + "\"isEncrypted\":false}', 'v' FROM tenant");
  }

  private static String script(String name) throws IOException {
    try (InputStream in = SqliteStore.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
