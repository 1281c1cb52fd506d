package org.noports.cli.output;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The version of the programs, as the build wrote it. */
public final class Version {
  private Version() {}

  /** The version alone, e.g. {@code 1.0.0}. */
  public static String text() {
    return Loaded.TEXT;
  }

  /** The first line of every usage text (cli.md 0.5); people are told to read it there. */
  public static String banner() {
    return "Version : " + text() + " (core: " + text() + ")";
  }

  /** Read when first asked for. */
  private static final class Loaded {
    static final String TEXT = read();

    private static String read() {
      try (InputStream in =
          Version.class.getResourceAsStream("/org/noports/cli/version.properties")) {
        Properties properties = new Properties();
        if (in != null) {
          properties.load(in);
        }
        return properties.getProperty("version", "unknown");
      } catch (IOException e) {
        throw new UncheckedIOException("cannot read the version of this build", e);
      }
    }
  }
}
