package org.noports.protocol.name;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.noports.protocol.ProtocolException;

class AtSignTest {
  @ParameterizedTest
  @CsvSource({
    "alice,@alice",
    "@Alice,@alice",
    "' @ALICE ',@alice",
    "colin.constable,@colinconstable",
    "@a_b-1,@a_b-1",
    "@alice🛠,@alice🛠",
    "emoji🦄🛠,@emoji🦄🛠",
    "\u212a,@k"
  })
  void normalises(String raw, String expected) {
    assertThat(AtSign.of(raw).text()).isEqualTo(expected);
    assertThat(AtSign.of(expected)).isEqualTo(AtSign.of(raw));
  }

  @Test
  void doesNotNormaliseUnicode() {
    assertThat(AtSign.of("@a\u2708\uFE0F")).isNotEqualTo(AtSign.of("@a\u2708"));
  }

  @Test
  void lowerCasesWithoutTheLocaleOfTheMachine() {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.of("tr"));
      assertThat(AtSign.of("@IRIS").text()).isEqualTo("@iris");
    } finally {
      Locale.setDefault(before);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "@",
        " ",
        "@.",
        "@@alice",
        "a@b",
        "alice@",
        "a b",
        "a\tb",
        "a\u0000b",
        "a\u007fb",
        "\u00e9",
        "\u0131",
        "a\u2400b",
        "a\u2424",
        "a\u3000b",
        "a\u00a0b",
        "a\u2028b",
        "a\ud83d",
        "\udee0a",
        "😀\u0600"
      })
  void refusesWhatIsNoAtSign(String raw) {
    assertThatThrownBy(() -> AtSign.of(raw)).isInstanceOf(ProtocolException.class);
  }

  @Test
  void refusesEveryForbiddenPunctuation() {
    for (char c : "!*'`();:&=+$,/?#[]{}\"\\<>|^~%".toCharArray()) {
      assertThatThrownBy(() -> AtSign.of("a" + c + "b"))
          .as("%s", c)
          .isInstanceOf(ProtocolException.class);
    }
  }

  @Test
  void holdsFiftyFiveUnitsAndCountsAnEmojiTwice() {
    assertThat(AtSign.of("a".repeat(55)).bare()).hasSize(55);
    assertThat(AtSign.of("🛠".repeat(27) + "a").bare()).hasSize(55);
    assertThatThrownBy(() -> AtSign.of("a".repeat(56))).isInstanceOf(ProtocolException.class);
    assertThatThrownBy(() -> AtSign.of("🛠".repeat(28))).isInstanceOf(ProtocolException.class);
    assertThatThrownBy(() -> AtSign.of(".".repeat(1_000_000) + "a"))
        .isInstanceOf(ProtocolException.class);
  }

  @Test
  void aNormalisedTextIsRequiredByTheRecordItself() {
    assertThatThrownBy(() -> new AtSign("@Alice")).isInstanceOf(ProtocolException.class);
    assertThatThrownBy(() -> new AtSign("alice")).isInstanceOf(ProtocolException.class);
    assertThatThrownBy(() -> new AtSign("@al.ice")).isInstanceOf(ProtocolException.class);
  }
}
