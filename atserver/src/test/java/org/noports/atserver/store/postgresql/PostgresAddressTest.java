package org.noports.atserver.store.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.noports.atserver.store.StoreException;

class PostgresAddressTest {
  @Test
  void itsPartsReachTheDriverAndThePasswordIsNotShown() {
    PostgresAddress address =
        PostgresAddress.parse("postgresql://me:p%40ss@127.0.0.1:5433/at?connectTimeout=3");

    assertThat(address.jdbcUrl()).isEqualTo("jdbc:postgresql://127.0.0.1:5433/at");
    assertThat(address.properties())
        .containsEntry("user", "me")
        .containsEntry("password", "p@ss")
        .containsEntry("connectTimeout", "3");
    assertThat(address).hasToString("postgresql://127.0.0.1:5433/at");
  }

  @Test
  void toAnotherMachineTheCertificateIsCheckedWhateverTheAddressSays() {
    Properties properties =
        PostgresAddress.parse("postgres://me@db.example/at?sslmode=disable").properties();

    assertThat(properties).containsEntry("sslmode", "verify-full").containsKey("sslfactory");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "postgresql:",
        "postgresql://host",
        "postgresql://host/",
        "postgresql://host/a/b",
        "postgresql://me:secret@ho st/db",
        "postgresql://host/db?x",
        "mysql://host/db"
      })
  void whatIsNoAddressIsRefusedWithoutRepeatingIt(String text) {
    assertThatThrownBy(() -> PostgresAddress.parse(text))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("postgresql://USER@HOST")
        .hasMessageNotContaining("secret");
  }
}
