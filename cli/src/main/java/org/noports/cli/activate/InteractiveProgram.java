package org.noports.cli.activate;

import java.io.IOException;
import java.io.PushbackInputStream;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.noports.atclient.AtClientException;
import org.noports.cli.options.CommandLines;
import org.noports.cli.options.EnvironmentProblem;
import org.noports.cli.options.UsageProblem;
import org.noports.cli.output.FailureText;
import org.noports.cli.output.SecretPrompt;
import org.noports.cli.output.Terminal;
import org.noports.protocol.ProtocolException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.PicocliException;

/**
 * {@code at_activate interactive} (cli.md 6.2): one login for many commands, read a line each until
 * the input ends. A command that fails says so and the next one is read.
 */
@Command(
    name = "interactive",
    customSynopsis = "at_activate interactive -a @atsign [options]",
    description = "Reads commands that manage enrolments, one a line, and runs them.")
final class InteractiveProgram extends ManagingProgram {
  private static final Set<String> ENDS = Set.of("exit", "quit", "q");
  private static final String COMMANDS =
      "otp, spp, list, fetch, approve, deny, revoke, unrevoke, delete, auto; each has --help. exit"
          + " ends.";

  private final Function<String, ManagingProgram> commands;

  /**
   * @param commands those by their names; throws {@link UsageProblem} for others
   */
  InteractiveProgram(Function<String, ManagingProgram> commands) {
    this.commands = commands;
  }

  @Override
  boolean listens() {
    return true;
  }

  @Override
  int manage(Terminal terminal, EnrollmentManagement management) throws InterruptedException {
    try (PushbackInputStream in = new PushbackInputStream(terminal.in())) {
      while (true) {
        terminal.err().print("$ ");
        terminal.err().flush();
        if (!hasMore(in)) {
          return 0;
        }
        List<String> words =
            Stream.of(SecretPrompt.line(in).strip().split("\\s+", -1))
                .filter(word -> !word.isEmpty())
                .toList();
        if (words.isEmpty()) {
          continue;
        }
        if (ENDS.contains(words.getFirst())) {
          return 0;
        }
        run(terminal, management, words);
        terminal.out().flush();
      }
    } catch (IOException e) {
      throw new EnvironmentProblem("the commands cannot be read (%s)".formatted(e), e);
    }
  }

  private static boolean hasMore(PushbackInputStream in) throws IOException {
    int next = in.read();
    if (next >= 0) {
      in.unread(next);
    }
    return next >= 0;
  }

  private void run(Terminal terminal, EnrollmentManagement management, List<String> words)
      throws InterruptedException {
    if (Set.of("help", "-h", "--help").contains(words.getFirst())) {
      terminal.err().println(COMMANDS);
      return;
    }
    try {
      ManagingProgram program = commands.apply(words.getFirst());
      if (program instanceof InteractiveProgram) {
        throw new UsageProblem("that is where you are");
      }
      CommandLine line = CommandLines.of(program);
      line.parseArgs(words.subList(1, words.size()).toArray(String[]::new));
      if (CommandLines.logOptions(line).help()) {
        terminal.err().print(CommandLines.usage(line));
        return;
      }
      program.check();
      program.manage(terminal, management);
    } catch (PicocliException
        | UsageProblem
        | AtClientException
        | ProtocolException
        | EnvironmentProblem e) {
      if (terminal.stop().isAsked()) {
        throw e;
      }
      terminal.err().println("Error : " + FailureText.of(e));
    }
  }
}
