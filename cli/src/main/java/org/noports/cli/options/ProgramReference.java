package org.noports.cli.options;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;

/**
 * One program as its definition says it. Usage text, man page, completions and the options page are
 * all made from this, so that no option is described in two places.
 *
 * @param name the words that call it, such as {@code npt} or {@code at_activate status}
 * @param synopsis its command lines, the commonest first
 * @param options those offered, in the order of their declaration
 */
public record ProgramReference(
    String name, List<String> synopsis, String description, List<OptionReference> options) {
  public ProgramReference {
    synopsis = List.copyOf(synopsis);
    options = List.copyOf(options);
  }

  /** What the program's annotations say. */
  public static ProgramReference of(String name, Program program) {
    return of(name, CommandLines.of(program).getCommandSpec());
  }

  static ProgramReference of(String name, CommandSpec spec) {
    return new ProgramReference(
        name,
        Stream.of(spec.usageMessage().customSynopsis()).map(ProgramReference::plain).toList(),
        text(spec.usageMessage().description()),
        spec.options().stream()
            .filter(option -> !option.hidden())
            .map(OptionReference::of)
            .toList());
  }

  static String text(String... lines) {
    return Stream.of(lines).map(ProgramReference::plain).collect(Collectors.joining(" "));
  }

  /** Definitions are format strings of picocli. */
  private static String plain(String line) {
    return line.replace("%%", "%");
  }

  /** What {@code --help} prints. */
  public String usage() {
    return UsageText.of(this);
  }

  /** The first sentence of the description, without its full stop. */
  public String summary() {
    int end = description.indexOf(". ");
    String first = end < 0 ? description : description.substring(0, end);
    return first.endsWith(".") ? first.substring(0, first.length() - 1) : first;
  }
}
