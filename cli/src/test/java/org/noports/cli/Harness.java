package org.noports.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Map;
import org.noports.cli.output.StopSignal;
import org.noports.cli.output.Terminal;

/** Runs a program inside the test as the command line would, and keeps what it prints. */
final class Harness {
  /** What a program left behind. */
  record Outcome(int code, String out, String err) {
    String firstErrLine() {
      return err.lines().findFirst().orElse("");
    }

    String lastErrLine() {
      return err.lines().reduce((before, after) -> after).orElse("");
    }
  }

  private Harness() {}

  static Outcome run(Map<String, String> environment, String... words) {
    return run(environment, InstantSource.system(), words);
  }

  /** With another clock than the machine's. */
  static Outcome run(Map<String, String> environment, InstantSource clock, String... words) {
    return run(environment, clock, InputStream.nullInputStream(), words);
  }

  /** Of a user who types this. */
  static Outcome typing(String typed, Map<String, String> environment, String... words) {
    return run(
        environment,
        InstantSource.system(),
        new ByteArrayInputStream(typed.getBytes(StandardCharsets.UTF_8)),
        words);
  }

  private static Outcome run(
      Map<String, String> environment, InstantSource clock, InputStream in, String... words) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Terminal terminal =
        new Terminal(
            in,
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            environment,
            clock,
            ZoneId.of("UTC"),
            new StopSignal());
    int code = new Programs(terminal).run(words);
    return new Outcome(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  static Outcome run(String... words) {
    return run(Map.of("HOME", "/nonexistent", "USER", "tester"), words);
  }
}
