package org.noports.atserver.store.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.noports.atserver.AtServerConfig;
import org.noports.atserver.AtServerHost;
import org.noports.atserver.TestConnection;
import org.noports.atserver.TestParty;
import org.noports.atserver.store.Storage;

@DisplayName("atprotocol.md 9.1, item 23: a PostgreSQL that fails")
class FailingPostgresTest {
  /** Lets the database itself refuse keys, as it would when its disk is full. */
  private static final String REFUSE =
      """
      CREATE FUNCTION refuse() RETURNS trigger AS $$
      BEGIN
        IF NEW.key LIKE 'refused%' THEN RAISE EXCEPTION 'disk is full'; END IF;
        RETURN NEW;
      END $$ LANGUAGE plpgsql;
      CREATE TRIGGER refuse BEFORE INSERT ON record FOR EACH ROW EXECUTE FUNCTION refuse()
      """;

  private static final String END_SESSIONS =
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
          + " WHERE datname = current_database() AND pid <> pg_backend_pid()";

  @TempDir Path directory;

  @Test
  void whatCouldNotBeStoredIsAnErrorThatEndsTheConnectionAndNothingElse() {
    String database = PrivatePostgres.newDatabase();
    try (AtServerHost host = start(database)) {
      TestParty alice = TestParty.activate(host, "@alice");
      PrivatePostgres.run(database, REFUSE);
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

  @Test
  void sessionsThatEndCostNothingThatWasAcknowledgedAndAreOpenedAgain() {
    String database = PrivatePostgres.newDatabase();
    try (AtServerHost host = start(database)) {
      TestParty alice = TestParty.activate(host, "@alice");
      try (TestConnection owner = alice.login()) {
        owner.data("update:before.w23@alice v");
      }
      PrivatePostgres.run(database, END_SESSIONS);
      await()
          .atMost(Duration.ofSeconds(30))
          .ignoreExceptionsInstanceOf(AssertionError.class)
          .untilAsserted(() -> {
            try (TestConnection owner = alice.login()) {
              assertThat(owner.data("update:after.w23@alice v")).matches("\\d+");
              assertThat(owner.data("llookup:before.w23@alice")).isEqualTo("v");
            }
          });
    }
  }

  private AtServerHost start(String database) {
    return AtServerHost.start(
        AtServerConfig.onLoopback(directory).withStorage(Storage.parse(database)));
  }
}
