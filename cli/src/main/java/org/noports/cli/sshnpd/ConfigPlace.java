package org.noports.cli.sshnpd;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.noports.cli.options.EnvironmentProblem;
import org.noports.cli.output.Terminal;

/**
 * Where sshnpd's config file is (cli.md 3.1, 3.3): where the command line says, else where {@code
 * SSHNPD_CONFIG} says, else in the usual place of the system, where it may be missing.
 */
final class ConfigPlace {
  private static final String VARIABLE = "SSHNPD_CONFIG";

  private ConfigPlace() {}

  /** Null when there is none. */
  static @Nullable Path find(@Nullable Path option, Terminal terminal, String system) {
    if (option != null) {
      return option;
    }
    String variable = terminal.variable(VARIABLE);
    if (variable != null) {
      try {
        return Path.of(variable);
      } catch (InvalidPathException e) {
        throw new EnvironmentProblem("%s: '%s' is not a path".formatted(VARIABLE, variable), e);
      }
    }
    Path usual = usual(system, terminal);
    return Files.exists(usual) ? usual : null;
  }

  /**
   * @param system as the property {@code os.name} says it
   */
  static Path usual(String system, Terminal terminal) {
    String name = system.toLowerCase(Locale.ROOT);
    if (name.startsWith("windows")) {
      String data = terminal.variable("ProgramData");
      return Path.of(data == null ? "C:/ProgramData" : data, "NoPorts", "sshnpd.yaml");
    }
    return name.startsWith("mac")
        ? Path.of("/Library/Application Support/NoPorts/sshnpd.yaml")
        : Path.of("/etc/noports/sshnpd.yaml");
  }
}
