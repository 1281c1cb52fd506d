package org.noports.cli.reference;

import java.util.List;
import org.noports.cli.options.OptionReference;
import org.noports.cli.options.ProgramReference;

/** Every option of every program on one page of Markdown: {@code docs/options.md}. */
final class OptionsPage {
  private static final String TOP =
      """
      # Options

      Made from the programs' definitions by `noports reference`; not edited by hand. Each program also
      prints its own with `--help`.
      """;

  private OptionsPage() {}

  static String of(List<ProgramReference> programs) {
    StringBuilder page = new StringBuilder(TOP);
    for (ProgramReference program : programs) {
      page.append("\n## ").append(CallNames.command(program)).append("\n\n");
      page.append(program.description()).append("\n\n");
      program.synopsis().forEach(line -> page.append("    ").append(line).append('\n'));
      page.append("\n| option | meaning |\n|---|---|\n");
      for (OptionReference option : program.options()) {
        page.append(
            "| `%s` | %s |\n"
                .formatted(option.heading().replace("|", "\\|"), cell(option.description())));
      }
    }
    return page.toString();
  }

  private static String cell(String text) {
    return text.replace("|", "\\|").replace("<", "&lt;").replace("*", "\\*");
  }
}
