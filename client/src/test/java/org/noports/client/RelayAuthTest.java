package org.noports.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.noports.protocol.relay.AuthMode;

class RelayAuthTest {
  @ParameterizedTest
  @CsvSource({
    "ESCR, false, false, false, PAYLOAD",
    "ESCR, false, false, true, PAYLOAD",
    "ESCR, false, true, false, PAYLOAD",
    "ESCR, false, true, true, ESCR",
    "ESCR, true, false, false, PAYLOAD",
    "ESCR, true, false, true, ESCR",
    "ESCR, true, true, false, PAYLOAD",
    "ESCR, true, true, true, ESCR",
    "PAYLOAD, false, true, true, PAYLOAD",
    "PAYLOAD, true, false, false, PAYLOAD",
    "PAYLOAD, true, true, true, PAYLOAD"
  })
  void theModeOfASideIsThatOfTheTable(
      AuthMode preference, boolean explicit, boolean detects, boolean peerCan, AuthMode mode) {
    assertThat(new RelayAuth(preference, explicit, false).mode(detects, peerCan)).isEqualTo(mode);
  }

  @Test
  void throughOnePortItIsAlwaysEscr() {
    RelayAuth one = RelayAuth.DEFAULT.through443();
    assertThat(one.mode(false, true)).isEqualTo(AuthMode.ESCR);
    assertThat(one.requested()).isEqualTo(AuthMode.ESCR);
    assertThat(one.insistsOnEscr(true)).isTrue();
    assertThatThrownBy(() -> RelayAuth.explicitly(AuthMode.PAYLOAD).through443())
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theRequestNamesEscrOnlyWhenTheUserDid() {
    assertThat(RelayAuth.DEFAULT.requested()).isEqualTo(AuthMode.PAYLOAD);
    assertThat(RelayAuth.explicitly(AuthMode.ESCR).requested()).isEqualTo(AuthMode.ESCR);
  }

  @Test
  void aDaemonWithoutEscrIsRefusedOnlyWhereTheRelayCannotTell() {
    assertThat(RelayAuth.DEFAULT.insistsOnEscr(false)).isFalse();
    assertThat(RelayAuth.explicitly(AuthMode.ESCR).insistsOnEscr(true)).isFalse();
    assertThat(RelayAuth.explicitly(AuthMode.ESCR).insistsOnEscr(false)).isTrue();
  }
}
