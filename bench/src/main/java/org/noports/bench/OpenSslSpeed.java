package org.noports.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code openssl speed}: what the C library does, one thread. Stateless. */
final class OpenSslSpeed {
  private static final String SECONDS = "1";

  /** The last line: the cipher's name, and thousands of bytes a second. */
  private static final Pattern RESULT = Pattern.compile("(\\d+\\.\\d+)k\\s*$");

  private OpenSslSpeed() {}

  /** Gigabytes a second; empty where there is no openssl, or one that can't. */
  static OptionalDouble of(String cipher, int bytes) {
    List<String> command =
        List.of(
            "openssl",
            "speed",
            "-seconds",
            SECONDS,
            "-bytes",
            Integer.toString(bytes),
            "-evp",
            cipher);
    try {
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      Matcher result = RESULT.matcher(output);
      return process.waitFor() == 0 && result.find()
          ? OptionalDouble.of(Double.parseDouble(result.group(1)) / 1e6)
          : OptionalDouble.empty();
    } catch (IOException e) {
      return OptionalDouble.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchException("interrupted", e);
    }
  }
}
