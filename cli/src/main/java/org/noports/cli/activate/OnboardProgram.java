package org.noports.cli.activate;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.noports.atclient.activation.Registrar;
import org.noports.cli.options.EnvironmentProblem;
import org.noports.cli.options.Program;
import org.noports.cli.options.Unoffered;
import org.noports.cli.options.UsageProblem;
import org.noports.cli.output.SecretPrompt;
import org.noports.cli.output.Terminal;
import org.noports.protocol.name.AtSign;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code at_activate onboard} (cli.md 6.2, 6.4). */
@Command(
    name = "onboard",
    customSynopsis = "at_activate [onboard] -a @atsign [-c secret] [-k file] [options]",
    description = "Cuts the keys of a new atSign and writes them to a keys file.")
final class OnboardProgram implements Program {
  private static final String SUFFIX = ".atKeys";

  @Mixin private ActivationOptions options = new ActivationOptions();

  @Option(
      names = {"-c", "--cramkey", "--license-key"},
      paramLabel = "<secret>",
      description =
          "The atSign's one-time activation secret (default: the registrar mails a code and gives it"
              + " for that).")
  private @Nullable String cramSecret;

  @Option(
      names = {"-g", "--registrarUrl"},
      paramLabel = "<host[:port]>",
      description = "The registrar that knows the secret (default my.atsign.com).")
  private String registrar = Registrar.DEFAULT;

  @Option(
      names = "--max-retries",
      paramLabel = "<n>",
      description =
          "How often a new atSign's atServer is looked for, 2 s apart, until it is there (default"
              + " 50).")
  private int attempts = PatientOnboarding.DEFAULT_ATTEMPTS;

  @Option(
      names = {"-y", "--yes"},
      description = "Don't ask whether a backup of the keys will be kept.")
  private boolean yes;

  @Override
  public List<Unoffered> unoffered() {
    return List.of(Unoffered.ignoredValue("--mca"));
  }

  @Override
  public int run(Terminal terminal, List<String> arguments) throws InterruptedException {
    options.applyLogging(terminal);
    AtSign atSign = options.atSign();
    Path file = withSuffix(options.edge().keysFile(atSign, terminal));
    if (attempts < 1) {
      throw new UsageProblem("Option max-retries must be at least 1");
    }
    String secret = cramSecret == null ? "" : cramSecret.strip();
    if (secret.isEmpty()) {
      if (!yes) {
        askForBackup(terminal, atSign, file);
      }
      secret = new MailedCode(terminal, registrar, options.edge().trust(terminal)).secret(atSign);
    }
    new PatientOnboarding(terminal, options.directory(terminal), options.edge(), attempts)
        .cutKeys(atSign, secret, file);
    return 0;
  }

  /** Nobody can make lost keys again; scripts, which can't answer, know that. */
  private void askForBackup(Terminal terminal, AtSign atSign, Path file) {
    if (!terminal.inIsTerminal()) {
      return;
    }
    terminal
        .err()
        .print(
            "[Action Required] Whoever loses the keys of %s loses the atSign: will you keep a backup of %s? (yes/no) "
                .formatted(atSign, file));
    terminal.err().flush();
    String answer;
    try {
      answer = SecretPrompt.line(terminal.in()).strip().toLowerCase(Locale.ROOT);
    } catch (IOException e) {
      answer = "";
    }
    if (!answer.equals("y") && !answer.equals("yes")) {
      throw new EnvironmentProblem(
          "%s was not activated: answer yes, or give --yes".formatted(atSign));
    }
  }

  static Path withSuffix(Path file) {
    return file.toString().endsWith(SUFFIX) ? file : Path.of(file + SUFFIX);
  }
}
