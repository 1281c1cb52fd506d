package org.noports.cli.options;

import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.ISetter;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/**
 * An option that scripts may hold but a program has no use for: either accepted without effect, or
 * refused with one clear line, never silently dropped.
 *
 * @param names all names with their dashes
 * @param takesValue whether the next argument belongs to it
 * @param accepted the values (flags: {@code true}, {@code false}) that mean what happens anyway;
 *     null accepts everything
 * @param reason what to tell about any other value
 */
public record Unoffered(
    List<String> names, boolean takesValue, @Nullable List<String> accepted, String reason) {
  public Unoffered {
    names = List.copyOf(names);
    accepted = accepted == null ? null : List.copyOf(accepted);
  }

  private static final String LATER = "is not supported in this release";

  /** A flag and its {@code --no-} form, both without effect here. */
  public static Unoffered ignoredFlag(String... names) {
    return new Unoffered(List.of(names), false, null, "");
  }

  /** An option with a value, without effect here. */
  public static Unoffered ignoredValue(String... names) {
    return new Unoffered(List.of(names), true, null, "");
  }

  /** A flag that this release cannot do; its {@code --no-} form says what happens anyway. */
  public static Unoffered flag(String... names) {
    return new Unoffered(List.of(names), false, List.of("false"), LATER);
  }

  /** An option whose value this release cannot honour, unless it is the one that holds anyway. */
  public static Unoffered value(List<String> accepted, String... names) {
    return new Unoffered(List.of(names), true, accepted, LATER);
  }

  /** As this one, with another explanation. */
  public Unoffered because(String why) {
    return new Unoffered(names, takesValue, accepted, why);
  }

  void addTo(CommandSpec spec) {
    OptionSpec.Builder option =
        OptionSpec.builder(names.toArray(String[]::new))
            .hidden(true)
            .setter(new Checker(this, spec));
    if (takesValue) {
      spec.addOption(option.arity("1").type(String.class).build());
    } else {
      spec.addOption(option.arity("0").type(Boolean.class).negatable(true).build());
    }
  }

  /** Looks at the value as it is parsed. */
  private record Checker(Unoffered option, CommandSpec spec) implements ISetter {
    @Override
    @SuppressWarnings("TypeParameterUnusedInFormals") // picocli's signature
    public <T> T set(T value) {
      List<String> fine = option.accepted();
      if (value != null && fine != null && !fine.contains(value.toString())) {
        throw new ParameterException(
            spec.commandLine(),
            "Option %s%s %s"
                .formatted(
                    option.names().getFirst(),
                    option.takesValue() ? " " + value : "",
                    option.reason()));
      }
      return value;
    }
  }
}
