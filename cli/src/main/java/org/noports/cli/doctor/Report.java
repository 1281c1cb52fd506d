package org.noports.cli.doctor;

import java.util.Locale;
import org.noports.cli.doctor.Finding.Verdict;
import org.noports.cli.output.OneLine;
import org.noports.cli.output.Terminal;
import org.noports.protocol.json.JsonObject;

/**
 * Tells each finding as it comes: to people, or to programs as one JSON object a line. One thread.
 */
final class Report {
  private static final int LONGEST = 1_000;

  private final Terminal terminal;
  private final boolean json;
  private int wrong;

  Report(Terminal terminal, boolean json) {
    this.terminal = terminal;
    this.json = json;
  }

  void ok(String check, String text) {
    add(new Finding(check, Verdict.OK, text, ""));
  }

  void warning(String check, String text, String mend) {
    add(new Finding(check, Verdict.WARNING, text, mend));
  }

  void wrong(String check, String text, String mend) {
    add(new Finding(check, Verdict.WRONG, text, mend));
  }

  /** A failure of one of our modules; what to do where it does not say that itself. */
  void failed(String check, RuntimeException failure, String otherwise) {
    String text = failure.getMessage();
    add(Finding.wrong(check, text == null ? failure.toString() : text, otherwise));
  }

  private void add(Finding finding) {
    if (finding.verdict() == Verdict.WRONG) {
      wrong++;
    }
    terminal.out().print(json ? asJson(finding) : asText(finding));
    terminal.out().flush();
  }

  private static String asJson(Finding finding) {
    return JsonObject.builder()
            .put("check", finding.check())
            .put("verdict", finding.verdict().name().toLowerCase(Locale.ROOT))
            .put("text", finding.text())
            .put("mend", finding.mend())
            .build()
            .canonical()
        + "\n";
  }

  private static String asText(Finding finding) {
    String label =
        switch (finding.verdict()) {
          case OK -> "ok";
          case WARNING -> "warning";
          case WRONG -> "WRONG";
        };
    String mend = finding.mend().isEmpty() ? "" : "; to mend it: " + finding.mend();
    return OneLine.of(
            "%-8s %-12s %s%s".formatted(label, finding.check(), finding.text(), mend), LONGEST)
        + "\n";
  }

  /** 0 when nothing is wrong. */
  int exitCode() {
    return wrong == 0 ? 0 : 1;
  }
}
