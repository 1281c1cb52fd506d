package org.noports.cli.sshnpd;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Stack;
import org.jspecify.annotations.Nullable;
import org.noports.cli.doctor.DaemonDoctor;
import org.noports.cli.options.EnvironmentProblem;
import org.noports.cli.output.Terminal;
import picocli.CommandLine.IParameterConsumer;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** Whether the daemon is to be examined instead of started, and where that is told (cli.md 3.5). */
final class DoctorOptions {
  private static final String USUAL = "sshnpd_doctor_log.txt";

  @Option(
      names = "--doctor",
      description = "Examine this machine as the daemon's, and end: 0 when nothing is wrong.")
  private boolean doctor;

  @Option(
      names = {"-o", "--output"},
      arity = "0..1",
      parameterConsumer = OptionalName.class,
      paramLabel = "<path>",
      description = "Write what --doctor finds to a file (default " + USUAL + ").")
  private @Nullable String output;

  /** The next word is the file's name unless it looks like an option or the policy's atSign. */
  static final class OptionalName implements IParameterConsumer {
    @Override
    public void consumeParameters(Stack<String> words, ArgSpec option, CommandSpec command) {
      boolean named =
          !words.isEmpty() && !words.peek().isEmpty() && !words.peek().matches("[-@].*");
      option.setValue(named ? words.pop() : USUAL);
    }
  }

  boolean isWanted() {
    return doctor;
  }

  /** The report on stdout, or in the file. */
  int run(Terminal terminal, DaemonDoctor.Daemon daemon) throws InterruptedException {
    String file = output;
    if (file == null) {
      return new DaemonDoctor(terminal).examine(daemon);
    }
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    int code =
        new DaemonDoctor(
                terminal.within(
                    new PrintStream(text, true, StandardCharsets.UTF_8), terminal.stop()))
            .examine(daemon);
    try {
      Files.write(Path.of(file), text.toByteArray());
    } catch (IOException | InvalidPathException e) {
      throw new EnvironmentProblem("--output: %s cannot be written (%s)".formatted(file, e), e);
    }
    terminal.out().println("Summary saved to " + file);
    return code;
  }
}
