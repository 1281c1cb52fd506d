package org.noports.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.noports.cli.TestTerminal;

class ProgressTest {
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final Terminal terminal =
      TestTerminal.writingTo(new ByteArrayOutputStream(), err, Map.of("TERM", "xterm"));

  private String shownBy(Progress progress) {
    progress.step(TestTerminal.NOW, "ONE", "first", Duration.ZERO);
    progress.step(TestTerminal.NOW.plusMillis(420), "TWO", "second\n", Duration.ofMillis(420));
    progress.line(TestTerminal.NOW.plusMillis(500), "stays");
    return err.toString(StandardCharsets.UTF_8);
  }

  @Test
  void inThePlainFormEveryStepIsALineWithItsTime() {
    assertThat(shownBy(Progress.of(terminal, Progress.Wish.PLAIN, false, Events.NONE)))
        .startsWith("2026-05-01 10:20:30.123000 : first\n2026-05-01 10:20:30.543000 : second")
        .endsWith("2026-05-01 10:20:30.623000 : stays\n");
  }

  @Test
  void inTheRichFormStepsFollowEachOtherOnOneLineAndLinesStay() {
    assertThat(shownBy(Progress.of(terminal, Progress.Wish.RICH, false, Events.NONE)))
        .isEqualTo(
            "\r\033[2K\033[?7l 0.00 s  first\033[?7h"
                + "\r\033[2K\033[?7l 0.42 s  second\\n\033[?7h\r\033[2K"
                + "2026-05-01 10:20:30.623000 : stays\n");
  }

  @Test
  void whatIsWrittenBesideProgressDoesNotHangAtTheEndOfAStep() {
    Progress progress = Progress.of(terminal, Progress.Wish.RICH, false, Events.NONE);
    progress.step(TestTerminal.NOW, "ONE", "waiting", Duration.ZERO);
    terminal.err().println("Error : it failed");

    assertThat(err.toString(StandardCharsets.UTF_8))
        .endsWith("waiting\033[?7h\r\033[2KError : it failed\n");
  }

  @Test
  void whereNobodySitsAtATerminalTheFormIsPlain() {
    assertThat(shownBy(Progress.of(terminal, Progress.Wish.AUTO, false, Events.NONE)))
        .doesNotContain("\033");
  }

  @Test
  void quietShowsNothingAndAWantedLogShowsNoLinesBesideIt() {
    assertThat(shownBy(Progress.of(terminal, true, false))).isEmpty();
    assertThat(shownBy(Progress.of(terminal, Progress.Wish.RICH, true, Events.NONE)))
        .doesNotContain("first\n");
  }

  @Test
  void programsAreToldOfSteps() {
    assertThat(shownBy(Progress.of(terminal, Progress.Wish.AUTO, false, Events.of(terminal, true))))
        .isEqualTo(
            """
            {"time":"2026-05-01T10:20:30.123Z","event":"step","step":"ONE","text":"first","ms":0}
            {"time":"2026-05-01T10:20:30.543Z","event":"step","step":"TWO","text":"second\\n","ms":420}
            """);
  }
}
