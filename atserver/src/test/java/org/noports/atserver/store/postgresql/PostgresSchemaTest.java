package org.noports.atserver.store.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.noports.atserver.store.SettableClock;
import org.noports.atserver.store.Store;
import org.noports.atserver.store.StoreException;
import org.noports.atserver.store.StoredRecord;
import org.noports.protocol.name.AtSign;

/** Databases of other versions of this program. */
class PostgresSchemaTest {
  private static final AtSign ALICE = AtSign.of("@alice");

  private static final List<String> SCRIPTS =
      List.of(
          "0001-records-and-notifications.sql",
          "0002-nodes-and-deliveries.sql",
          "0003-expiry-by-type.sql");

  private final String database = PrivatePostgres.newDatabase();
  private final SettableClock clock = new SettableClock();

  private Store open() {
    return PostgresStore.open(PostgresAddress.parse(database), clock, key -> false);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void aDatabaseOfAnOlderVersionIsBroughtForwardWithWhatItHas(int version) throws Exception {
    for (String name : SCRIPTS.subList(0, version)) {
      PrivatePostgres.run(database, script(name));
    }
    PrivatePostgres.run(
        database,
        "CREATE TABLE schema_version (version integer NOT NULL);"
            + "INSERT INTO schema_version VALUES ("
            + version
            + ");"
            + "INSERT INTO tenant (at_sign, port, created_at, next_commit_id)"
            + " VALUES ('@alice', 25000, 0, 7);"
            + "INSERT INTO record (tenant, key, metadata, value) SELECT id, 'a@alice',"
            + " '{\"createdAt\":1,\"updatedAt\":1,\"version\":0,\"isBinary\":false,"
            + "\"isEncrypted\":false}', 'v' FROM tenant");

    try (Store store = open()) {
      assertThat(store.get(ALICE, "a@alice")).extracting(StoredRecord::value).isEqualTo("v");
      assertThat(store.lastCommitId(ALICE)).isEqualTo(6);
    }
    open().close();
  }

  @Test
  void aDatabaseOfANewerProgramIsRefused() {
    open().close();
    PrivatePostgres.run(database, "UPDATE schema_version SET version = 99");

    assertThatThrownBy(this::open)
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("99")
        .hasMessageContaining("newer program");
  }

  @Test
  void aDatabaseThatIsNotThereIsRefusedWithoutTellingThePassword() {
    String missing = database + "_missing";
    String password = database.substring(database.indexOf("noports:") + 8, database.indexOf('@'));

    assertThatThrownBy(
            () -> PostgresStore.open(PostgresAddress.parse(missing), clock, key -> false))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("_missing")
        .hasMessageNotContaining(password);
  }

  private static String script(String name) throws IOException {
    try (InputStream in = PostgresStore.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
