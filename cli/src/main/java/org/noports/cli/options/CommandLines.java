package org.noports.cli.options;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.noports.cli.output.FailureText;
import org.noports.cli.output.OneLine;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.ISetter;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The argument grammar all programs share (cli.md 0.3): arguments that begin with {@code @} are
 * atSigns and no file names, the last of a repeated option wins, the word after an option is its
 * value whatever it looks like, and an empty word is nothing.
 */
public final class CommandLines {
  private static final int LONGEST_VALUE = 100;

  /** What the parser calls by the names of Java's types. */
  private static final Pattern NUMBER = Pattern.compile("an? (int|long)$");

  private CommandLines() {}

  /** The parser of one program's command line. */
  public static CommandLine of(Program program) {
    CommandLine line = new CommandLine(program.commandLine());
    line.setExpandAtFiles(false);
    line.setOverwrittenOptionsAllowed(true);
    line.setAllowOptionsAsOptionParameters(true);
    line.setCaseInsensitiveEnumValuesAllowed(true);
    CommandSpec spec = line.getCommandSpec();
    program.unoffered().forEach(option -> option.addTo(spec));
    if (spec.positionalParameters().isEmpty()) {
      spec.addPositional(onlyEmptyWords(spec));
    }
    return line;
  }

  private static PositionalParamSpec onlyEmptyWords(CommandSpec spec) {
    return PositionalParamSpec.builder()
        .index("0..*")
        .arity("0..*")
        .type(List.class)
        .auxiliaryTypes(String.class)
        .hidden(true)
        .setter(new OnlyEmptyWords(spec))
        .build();
  }

  /** The log options of the program, wherever it mixes them in. */
  public static LogOptions logOptions(CommandLine line) {
    return logOptions(line.getCommandSpec().mixins().values())
        .orElseThrow(() -> new IllegalStateException("a program without LogOptions"));
  }

  private static Optional<LogOptions> logOptions(Collection<CommandSpec> mixins) {
    return mixins.stream()
        .flatMap(mixin ->
            mixin.userObject() instanceof LogOptions found
                ? Stream.of(found)
                : logOptions(mixin.mixins().values()).stream())
        .findFirst();
  }

  /** The value of an option that must be given. */
  public static <T> T mandatory(String name, @Nullable T value) {
    if (value == null) {
      throw new UsageProblem("Option " + name + " is mandatory.");
    }
    return value;
  }

  /**
   * What is wrong with a command line; a wrong value in the words of cli.md 2.4: {@code Invalid
   * value "x" for option --local-port (-l)}, and why.
   */
  public static String problem(ParameterException problem) {
    String text = FailureText.of(problem);
    if (problem.getArgSpec() instanceof OptionSpec option
        && problem.getValue() != null
        && text.startsWith("Invalid value for option ")) {
      String name = option.longestName();
      String letter = option.shortestName();
      return "Invalid value \"%s\" for option %s%s%s"
          .formatted(
              OneLine.of(problem.getValue(), LONGEST_VALUE),
              name,
              letter.startsWith("--") ? "" : " (" + letter + ")",
              NUMBER.matcher(text.substring(text.indexOf(": "))).replaceFirst("a whole number"));
    }
    return problem instanceof UnmatchedArgumentException unknown ? text + meant(unknown) : text;
  }

  /** What an option nobody knows may be a slip of, or the beginning of. */
  private static String meant(UnmatchedArgumentException unknown) {
    List<String> close =
        CloseNames.to(
            unknown.getUnmatched().getFirst().split("=", 2)[0],
            unknown.getCommandLine().getCommandSpec().options().stream()
                .filter(option -> !option.hidden())
                .map(OptionSpec::longestName)
                .toList());
    return close.isEmpty() ? "" : "; did you mean " + String.join(" or ", close) + "?";
  }

  /** Usage for stdout, or for stderr below the version. */
  public static String usage(CommandLine line) {
    CommandSpec spec = line.getCommandSpec();
    return ProgramReference.of(spec.name(), spec).usage();
  }

  /** Launchers pass empty words for switched-off options; other words have no meaning here. */
  private record OnlyEmptyWords(CommandSpec spec) implements ISetter {
    @Override
    @SuppressWarnings("TypeParameterUnusedInFormals") // picocli's signature
    public <T> T set(T value) {
      if (value instanceof List<?> words) {
        List<?> unknown = words.stream().filter(word -> !word.toString().isEmpty()).toList();
        if (!unknown.isEmpty()) {
          throw new ParameterException(spec.commandLine(), "Unparsed args " + unknown);
        }
      }
      return value;
    }
  }
}
