package org.noports.cli.options;

import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.OptionSpec;

/**
 * One option as its definition says it; every text about options is made from this.
 *
 * @param names all names with their dashes, one-letter ones first, then as declared
 * @param negatable whether {@code --no-} before the long names says the opposite
 * @param value what the value is called, such as {@code <port>}, or null for a flag
 */
public record OptionReference(
    List<String> names, boolean negatable, @Nullable String value, String description) {
  private static final Pattern CHOICES = Pattern.compile("[\\w.-]+(\\|[\\w.-]+)+");

  public OptionReference {
    names = List.copyOf(names);
  }

  static OptionReference of(OptionSpec option) {
    return new OptionReference(
        Stream.of(option.names())
            .sorted(Comparator.comparing(name -> name.startsWith("--")))
            .toList(),
        option.negatable(),
        option.arity().max() == 0 ? null : value(option),
        ProgramReference.text(option.description()));
  }

  private static String value(OptionSpec option) {
    String label = option.paramLabel();
    boolean list = option.splitRegex().equals(",") && !label.contains(",");
    return list ? label + "[,...]" : label;
  }

  /** The values it takes, where they can be counted. */
  public List<String> choices() {
    return value != null && CHOICES.matcher(value).matches()
        ? List.of(value.split("\\|"))
        : List.of();
  }

  /** Whether its value is the path of a file or directory. */
  public boolean takesPath() {
    return "<path>".equals(value) || "<file>".equals(value) || "<directory>".equals(value);
  }

  /** Every word that may be typed: the names and their negations. */
  public List<String> words() {
    return names.stream()
        .flatMap(name ->
            negatable && name.startsWith("--")
                ? Stream.of(name, "--no-" + name.substring(2))
                : Stream.of(name))
        .toList();
  }

  /** The names as usage texts write them: {@code -l, --[no-]long=<value>}. */
  public String heading() {
    String all =
        String.join(
            ", ",
            names.stream()
                .map(name -> negatable ? name.replaceFirst("^--", "--[no-]") : name)
                .toList());
    if (value == null) {
      return all;
    }
    return all + (names.getLast().startsWith("--") ? "=" : " ") + value;
  }
}
