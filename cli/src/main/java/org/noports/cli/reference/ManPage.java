package org.noports.cli.reference;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.noports.cli.options.OptionReference;
import org.noports.cli.options.ProgramReference;
import org.noports.cli.output.Version;

/** One program's page in section 1, as roff with the classic macros. */
final class ManPage {
  private ManPage() {}

  static String of(ProgramReference program, List<ProgramReference> all) {
    String page = CallNames.page(program);
    StringBuilder text = new StringBuilder();
    text.append(
        ".TH \"%s\" \"1\" \"\" \"NoPorts %s\" \"NoPorts\"\n"
            .formatted(page.toUpperCase(Locale.ROOT), Version.text()));
    text.append(".SH NAME\n%s \\- %s\n".formatted(escaped(page), escaped(program.summary())));
    text.append(".SH SYNOPSIS\n.nf\n");
    program.synopsis().forEach(line -> text.append(escaped(line)).append('\n'));
    text.append(".fi\n.SH DESCRIPTION\n").append(escaped(program.description())).append('\n');
    text.append(".SH OPTIONS\n");
    program.options().forEach(option -> text.append(entry(option)));
    text.append(
        """
        .SH EXIT STATUS
        0 when what was asked for is done, 1 otherwise; the last line on stderr says why.
        .SH SEE ALSO
        """);
    return text.append(
            all.stream()
                .filter(other -> !other.name().equals(program.name()))
                .map(other -> "\\fB%s\\fR(1)".formatted(escaped(CallNames.page(other))))
                .collect(Collectors.joining(", ", "", "\n")))
        .toString();
  }

  private static String entry(OptionReference option) {
    return ".TP\n\\fB%s\\fR\n%s\n"
        .formatted(escaped(option.heading()), escaped(option.description()));
  }

  /** Dashes stay dashes, and no line of text is taken for a request. */
  private static String escaped(String text) {
    String safe = text.replace("\\", "\\e").replace("-", "\\-");
    return safe.startsWith(".") || safe.startsWith("'") ? "\\&" + safe : safe;
  }
}
