package org.noports.cli.options;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.noports.cli.output.Version;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.ISetter;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;

/**
 * The argument grammar all programs share (cli.md 0.3): arguments that begin with {@code @} are
 * atSigns and no file names, the last of a repeated option wins, the word after an option is its
 * value whatever it looks like, and an empty word is nothing.
 */
public final class CommandLines {
  private static final int WIDTH = 100;

  private CommandLines() {}

  /** The parser of one program's command line. */
  public static CommandLine of(Program program) {
    CommandLine line = new CommandLine(program);
    line.setExpandAtFiles(false);
    line.setOverwrittenOptionsAllowed(true);
    line.setAllowOptionsAsOptionParameters(true);
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setUsageHelpWidth(WIDTH);
    CommandSpec spec = line.getCommandSpec();
    spec.usageMessage()
        .sortOptions(false)
        .synopsisHeading("Usage: ")
        .descriptionHeading("%n")
        .optionListHeading("%nOptions:%n");
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

  /** Usage for stdout, or for stderr below the version. */
  public static String usage(CommandLine line) {
    StringWriter text = new StringWriter();
    line.usage(new PrintWriter(text, true), Ansi.OFF);
    return text.toString();
  }

  /** What stderr gets when the command line is wrong: version, usage, and last what is wrong. */
  public static String complaint(CommandLine line, String problem) {
    return Version.banner() + "\n" + usage(line) + "\nError : " + problem + "\n";
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
