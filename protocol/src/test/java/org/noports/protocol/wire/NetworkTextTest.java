package org.noports.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class NetworkTextTest {
  @Test
  void what_moves_cursors_breaks_lines_or_turns_text_around_is_escaped() {
    assertThat(NetworkText.escaped("a\u001b[31m\r\nb\u202ec\u2028\ud800"))
        .isEqualTo("a\\u{1b}[31m\\u{d}\\u{a}b\\u{202e}c\\u{2028}\\u{d800}");
  }

  @Test
  void letters_of_every_script_stay() {
    assertThat(NetworkText.escaped("@alice, Grüße, 日本, 😀")).isEqualTo("@alice, Grüße, 日本, 😀");
  }

  @Test
  void long_text_is_cut_between_characters() {
    assertThat(NetworkText.escaped("😀".repeat(401))).isEqualTo("😀".repeat(400) + "...");
    assertThat(NetworkText.escaped("😀".repeat(400))).isEqualTo("😀".repeat(400));
  }
}
