package org.noports.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Map;
import org.noports.cli.output.StopSignal;
import org.noports.cli.output.Terminal;

/** Surroundings of a program in a test, with a clock that stands still. */
public final class TestTerminal {
  public static final Instant NOW = Instant.parse("2026-05-01T10:20:30.123Z");

  private TestTerminal() {}

  /** Nobody reads its output. */
  public static Terminal with(Map<String, String> environment) {
    return writingTo(new ByteArrayOutputStream(), new ByteArrayOutputStream(), environment);
  }

  public static Terminal writingTo(
      ByteArrayOutputStream out, ByteArrayOutputStream err, Map<String, String> environment) {
    return writingTo(out, err, environment, new StopSignal());
  }

  public static Terminal writingTo(
      ByteArrayOutputStream out,
      ByteArrayOutputStream err,
      Map<String, String> environment,
      StopSignal stop) {
    return new Terminal(
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8),
        environment,
        InstantSource.fixed(NOW),
        ZoneId.of("UTC"),
        stop);
  }
}
