package org.noports.cli.sshnp;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.noports.cli.options.EnvironmentProblem;
import org.noports.cli.output.FileTrouble;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/**
 * A profile (cli.md 2.5): {@code KEY=value} lines that stand for options nobody gave on the command
 * line. Keys of other programs and empty values are ignored. Immutable.
 */
record ConfigFile(Map<String, String> values) implements IDefaultValueProvider {
  private static final int MAX_BYTES = 1 << 20;

  /** Options that may come from a file, as its keys. */
  private static final Set<String> KEYS =
      Set.of(
          "FROM",
          "TO",
          "DEVICE",
          "SRVD",
          "HOST",
          "LOCAL_PORT",
          "SEND_SSH_PUBLIC_KEY",
          "LOCAL_SSH_OPTIONS",
          "REMOTE_USER_NAME",
          "TUNNEL_USER_NAME",
          "REMOTE_SSHD_PORT",
          "ROOT_DOMAIN",
          "ROOT_SERVER",
          "AUTHENTICATE_CLIENT_TO_RVD",
          "AUTHENTICATE_DEVICE_TO_RVD",
          "ENCRYPT_RVD_TRAFFIC",
          "RELAY_AUTH_MODE",
          "443",
          "ONLY_PORT");

  /**
   * Where a profile is: a path, or the name of one in the profile store.
   *
   * @param given as the user gave it
   */
  static Path place(String given, Path home) {
    Path path = Path.of(given);
    if (given.contains("/") || Files.exists(path)) {
      return path;
    }
    Path stored =
        home.resolve(".sshnp").resolve("config").resolve(given.replace(' ', '_') + ".env");
    return Files.exists(stored) ? stored : path;
  }

  static ConfigFile read(Path file) {
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new EnvironmentProblem("--config-file: " + file + " is larger than a profile can be");
      }
      return parse(Files.readString(file));
    } catch (IOException e) {
      throw new EnvironmentProblem(
          "--config-file: %s cannot be read: %s".formatted(file, FileTrouble.of(e)), e);
    }
  }

  static ConfigFile parse(String text) {
    Map<String, String> values = new HashMap<>();
    text.lines()
        .filter(line -> !line.startsWith("#"))
        .forEach(line -> {
          int equals = line.indexOf('=');
          if (equals > 0) {
            String key = line.substring(0, equals).strip().toUpperCase(Locale.ROOT);
            String value = line.substring(equals + 1).strip();
            if (KEYS.contains(key) && !value.isEmpty()) {
              values.put(key, value);
            }
          }
        });
    return new ConfigFile(Map.copyOf(values));
  }

  /**
   * The profile for all that this command line does not say: a flag whose default is already what
   * it turns on would be turned off by it.
   */
  IDefaultValueProvider behind(ParseResult given) {
    return argument ->
        argument instanceof OptionSpec option && given.hasMatchedOption(option.longestName())
            ? null
            : defaultValue(argument);
  }

  @Override
  public @Nullable String defaultValue(ArgSpec argument) {
    if (!(argument instanceof OptionSpec option)) {
      return null;
    }
    for (String name : option.names()) {
      String value =
          values.get(name.replaceFirst("^-+", "").replace('-', '_').toUpperCase(Locale.ROOT));
      if (name.startsWith("--") && value != null) {
        return option.arity().max() == 0 ? String.valueOf(value.equalsIgnoreCase("true")) : value;
      }
    }
    return null;
  }
}
