package org.noports.atclient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DirectoryAddressTest {
  @Test
  void readsTheThreeForms() {
    assertThat(DirectoryAddress.parse("root.atsign.org")).isEqualTo(DirectoryAddress.DEFAULT);
    assertThat(DirectoryAddress.parse(" localhost:6464 "))
        .isEqualTo(new DirectoryAddress("localhost", 6464, false));
    assertThat(DirectoryAddress.parse("proxy:proxy0001.atsign.org:443"))
        .isEqualTo(new DirectoryAddress("proxy0001.atsign.org", 443, true))
        .hasToString("proxy:proxy0001.atsign.org:443");
    assertThat(DirectoryAddress.parse("proxy:10.0.0.1").port()).isEqualTo(64);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        ":64",
        "host:",
        "host:0",
        "host:65536",
        "host:6 4",
        "host:-1",
        "host:1:2",
        "proxy:",
        "a b",
        "-host",
        "host.",
        "[::1]:64",
        "host:064000",
        "höst",
        "a\nb"
      })
  void saysWhatItWantsInsteadOfAnythingElse(String text) {
    assertThatThrownBy(() -> DirectoryAddress.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("host:port");
  }
}
