package org.noports.cli.options;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.noports.cli.output.Terminal;

/** Where the user's files are and who the user is (cli.md 3.4, 11). */
public final class Homes {
  private Homes() {}

  public static Path home(Terminal terminal) {
    return Path.of(variable(terminal, "HOME", "USERPROFILE", "user.home", "home directory"));
  }

  public static String user(Terminal terminal) {
    return variable(terminal, "USER", "USERNAME", "user.name", "user name");
  }

  /** The environment decides; services started without one get what the system says. */
  private static String variable(
      Terminal terminal, String unix, String windows, String property, String what) {
    @Nullable String value = terminal.variable(unix);
    if (value == null) {
      value = terminal.variable(windows);
    }
    if (value == null) {
      value = System.getProperty(property);
    }
    if (value == null || value.isEmpty() || value.equals("?")) {
      throw new EnvironmentProblem(
          "Unable to determine your %s: please set %s environment variable".formatted(what, unix));
    }
    return value;
  }
}
