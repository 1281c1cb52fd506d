package org.noports.protocol.name;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.noports.protocol.ProtocolException;

class DeviceNameTest {
  @ParameterizedTest
  @CsvSource({
    "default,default",
    "My Device,my_device",
    "'a \t b',a_b",
    "_x,_x",
    "a,a",
    "rack-7,rack-7",
    "' a ',_a_"
  })
  void lowerCasesAndReplacesBlanks(String raw, String expected) {
    assertThat(DeviceName.of(raw).text()).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-a", "a.b", "a@b", "a:b", "a/b", "é", "a\u0000", "🛠"})
  void refusesOtherCharacters(String raw) {
    assertThatThrownBy(() -> DeviceName.of(raw)).isInstanceOf(ProtocolException.class);
  }

  @Test
  void holdsThirtySixCharacters() {
    assertThat(DeviceName.of("d".repeat(36)).text()).hasSize(36);
    assertThatThrownBy(() -> DeviceName.of("d".repeat(37))).isInstanceOf(ProtocolException.class);
  }
}
