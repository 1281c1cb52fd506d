package org.noports.cli.options;

import java.util.ArrayList;
import java.util.List;

/**
 * The text of {@code --help}. Ours, because picocli's way takes longer than all else of a start.
 */
final class UsageText {
  private static final int WIDTH = 100;
  private static final int WIDEST_HEADING = 26;
  private static final String CONTINUED = "  ";

  private UsageText() {}

  static String of(ProgramReference program) {
    StringBuilder text = new StringBuilder("Usage: ");
    text.append(String.join("\n       ", program.synopsis())).append("\n\n");
    wrapped(program.description(), WIDTH).forEach(line -> text.append(line).append('\n'));
    text.append("\nOptions:\n");
    int column =
        4
            + program.options().stream()
                .mapToInt(option -> heading(option).length())
                .filter(length -> length <= WIDEST_HEADING)
                .max()
                .orElse(0);
    program.options().forEach(option -> append(text, option, column));
    return text.toString();
  }

  private static void append(StringBuilder text, OptionReference option, int column) {
    String heading = heading(option);
    text.append("  ").append(heading);
    int at = 2 + heading.length();
    List<String> lines = wrapped(option.description(), WIDTH - column - CONTINUED.length());
    for (int i = 0; i < lines.size(); i++) {
      if (i > 0 || at + 2 > column) {
        text.append('\n');
        at = 0;
      }
      text.repeat(' ', column - at).append(i > 0 ? CONTINUED : "").append(lines.get(i));
      at = column;
    }
    text.append('\n');
  }

  /** Long names stand below each other, whether a short one is before them or not. */
  private static String heading(OptionReference option) {
    return (option.names().getFirst().startsWith("--") ? "    " : "") + option.heading();
  }

  private static List<String> wrapped(String text, int width) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : text.split(" ", -1)) {
      if (!line.isEmpty() && line.length() + 1 + word.length() > width) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : " ").append(word);
    }
    lines.add(line.toString());
    return lines;
  }
}
