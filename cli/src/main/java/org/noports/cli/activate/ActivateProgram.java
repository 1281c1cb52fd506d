package org.noports.cli.activate;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.noports.atclient.activation.FurtherEnrollment;
import org.noports.atclient.keysfile.KeysFile;
import org.noports.cli.options.EdgeOptions;
import org.noports.cli.options.EnvironmentProblem;
import org.noports.cli.options.LogOptions;
import org.noports.cli.options.Program;
import org.noports.cli.options.UsageProblem;
import org.noports.cli.output.Logging;
import org.noports.cli.output.Terminal;
import org.noports.protocol.keys.AtKeys;
import org.noports.protocol.name.AtSign;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code noports activate} (cli.md 7): keys for this machine from one word. */
@Command(
    name = "activate",
    customSynopsis = {
      "noports activate '@atsign:enroll:otp:passcode' [-t file] [options]",
      "noports activate '@atsign:cram:secret' [-t file] [options]",
    },
    description = "Gets keys for this machine with the string that noports issue-keys printed.")
public final class ActivateProgram implements Program {
  @Parameters(arity = "0..*", hidden = true)
  private List<String> words = List.of();

  @Option(
      names = {"-t", "--target-keyfile"},
      paramLabel = "<path>",
      description = "The keys file to write (default: as --key-file).")
  private @Nullable String target;

  @Mixin private EdgeOptions edge = new EdgeOptions();
  @Mixin private LogOptions log = new LogOptions();

  @Override
  public int failureCode() {
    return IssueKeysProgram.FAILED;
  }

  @Override
  public int run(Terminal terminal, List<String> arguments) throws InterruptedException {
    log.apply(terminal, Logging.Detail.WARNING);
    List<String> given = words.stream().filter(word -> !word.isEmpty()).toList();
    if (given.size() != 1) {
      throw new UsageProblem("One activation string is mandatory.");
    }
    switch (ActivationString.parse(given.getFirst())) {
      case ActivationString.Cram(AtSign atSign, String secret) ->
          new PatientOnboarding(
                  terminal, edge.directory(terminal), edge, PatientOnboarding.DEFAULT_ATTEMPTS)
              .cutKeys(atSign, secret, file(terminal, atSign));
      case ActivationString.Enrollment enrollment -> enrol(terminal, enrollment);
    }
    return 0;
  }

  private Path file(Terminal terminal, AtSign atSign) {
    try {
      return OnboardProgram.withSuffix(
          target == null || target.isEmpty() ? edge.keysFile(atSign, terminal) : Path.of(target));
    } catch (InvalidPathException e) {
      throw new UsageProblem("Option target-keyfile: '%s' is not a path".formatted(target), e);
    }
  }

  private void enrol(Terminal terminal, ActivationString.Enrollment activation)
      throws InterruptedException {
    Path file = file(terminal, activation.atSign());
    if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new EnvironmentProblem("atKeys file %s already exists".formatted(file));
    }
    KeysFile.requireWritable(file);
    FurtherEnrollment enrollment =
        SubmittedRequest.of(
            terminal,
            activation.atSign(),
            new FurtherEnrollment.Wanted(
                NoportsKeys.APP,
                activation.deviceName(),
                NoportsKeys.namespaces(),
                activation.passcode(),
                Duration.ZERO),
            edge.directory(terminal),
            edge.trust(terminal));
    AtKeys keys = AwaitedApproval.of(enrollment, terminal);
    KeysFile.write(file, keys, edge.passPhrase().said(terminal));
    terminal.out().println("[Success] Your .atKeys file saved at " + file);
  }
}
