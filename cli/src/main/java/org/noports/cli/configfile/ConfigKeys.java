package org.noports.cli.configfile;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.noports.cli.options.CommandLines;
import org.noports.cli.options.Program;
import picocli.CommandLine;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * The keys of one program's config file: each stands for an option, and is its default when the
 * command line does not have it. An unknown key is an error that names its line. Immutable.
 *
 * @param options the option's long name by each of its keys
 */
public record ConfigKeys(Map<String, String> options) {
  public ConfigKeys {
    options = Map.copyOf(options);
  }

  /** What all programs share (cli.md 3.3). */
  public static Map<String, String> shared() {
    Map<String, String> keys = new LinkedHashMap<>();
    keys.put("/atsign/atsign", "--atsign");
    keys.put("/atsign/keys", "--key-file");
    keys.put("/atsign/passphrase", "--pass-phrase");
    keys.put("/atsign/passphrase-file", "--pass-phrase-file");
    keys.put("/atsign/root", "--root-server");
    keys.put("/atsign/root-domain", "--root-server");
    keys.put("/atsign/ca-file", "--ca-file");
    keys.put("/runtime/verbose", "--verbose");
    keys.put("/runtime/debug", "--debug");
    return keys;
  }

  /**
   * A program with the command line and the file behind it; ConfigProblem when the file is at
   * fault.
   *
   * @param arguments that can be parsed without the file
   */
  public <P extends Program> P parse(
      Supplier<P> programs, List<String> arguments, ConfigFile file) {
    String[] words = arguments.toArray(String[]::new);
    ParseResult given = CommandLines.of(programs.get()).parseArgs(words);
    Map<String, ConfigFile.Setting> byOption = byOption(file);
    // A default that the command line overrides is none: given twice, a flag would be off again.
    given.matchedOptions().forEach(option -> List.of(option.names()).forEach(byOption::remove));
    P program = programs.get();
    CommandLine line = CommandLines.of(program);
    line.setDefaultValueProvider(new FromFile(byOption));
    try {
      line.parseArgs(words);
    } catch (ParameterException e) {
      ConfigFile.Setting culprit =
          e.getArgSpec() instanceof OptionSpec option ? setting(byOption, option) : null;
      if (culprit == null) {
        throw e;
      }
      throw new ConfigProblem(
          "%s line %d: %s".formatted(file.path(), culprit.line(), e.getMessage()), e);
    }
    return program;
  }

  private Map<String, ConfigFile.Setting> byOption(ConfigFile file) {
    Map<String, ConfigFile.Setting> byOption = new LinkedHashMap<>();
    file.settings()
        .forEach((key, setting) -> {
          String option = options.get(key);
          if (option == null) {
            throw new ConfigProblem(
                "%s line %d: unknown key %s; %s"
                    .formatted(file.path(), setting.line(), key, known(key)));
          }
          if (setting.value().isEmpty()) {
            return;
          }
          if (byOption.put(option, setting) != null) {
            throw new ConfigProblem(
                "%s line %d: %s is another name of a key that is set already"
                    .formatted(file.path(), setting.line(), key));
          }
        });
    return byOption;
  }

  /** The keys beside it, or the tables there are. */
  private String known(String key) {
    String table = key.substring(0, key.indexOf('/', 1) < 0 ? key.length() : key.indexOf('/', 1));
    Set<String> beside =
        options.keySet().stream()
            .filter(known -> known.startsWith(table + "/"))
            .map(known -> known.substring(table.length() + 1))
            .collect(Collectors.toCollection(TreeSet::new));
    if (!beside.isEmpty()) {
      return "%s has %s".formatted(table, String.join(", ", beside));
    }
    return "there are "
        + options.keySet().stream()
            .map(known -> known.substring(0, known.indexOf('/', 1)))
            .distinct()
            .sorted()
            .collect(Collectors.joining(", "));
  }

  private static ConfigFile.@Nullable Setting setting(
      Map<String, ConfigFile.Setting> byOption, OptionSpec option) {
    return Stream.of(option.names())
        .map(byOption::get)
        .filter(found -> found != null)
        .findFirst()
        .orElse(null);
  }

  private record FromFile(Map<String, ConfigFile.Setting> byOption)
      implements IDefaultValueProvider {
    @Override
    public @Nullable String defaultValue(ArgSpec arg) {
      ConfigFile.Setting setting =
          arg instanceof OptionSpec option ? setting(byOption, option) : null;
      return setting == null ? null : setting.value();
    }
  }
}
