package org.noports.cli.activate;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.noports.atclient.AlreadyActivated;
import org.noports.atclient.DirectoryAddress;
import org.noports.atclient.activation.Onboarding;
import org.noports.atclient.activation.Registrar;
import org.noports.cli.options.EdgeOptions;
import org.noports.cli.options.EnvironmentProblem;
import org.noports.cli.options.Program;
import org.noports.cli.options.Unoffered;
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

  @Override
  public List<Unoffered> unoffered() {
    return List.of(
        Unoffered.ignoredValue("--mca"),
        Unoffered.ignoredValue("--max-retries"),
        Unoffered.ignoredFlag("-y", "--yes"));
  }

  @Override
  public int run(Terminal terminal, List<String> arguments) {
    options.applyLogging(terminal);
    AtSign atSign = options.atSign();
    Path file = withSuffix(options.edge().keysFile(atSign, terminal));
    String given = cramSecret;
    String secret =
        given == null || given.isBlank()
            ? new MailedCode(terminal, registrar, options.edge().trust(terminal)).secret(atSign)
            : given.strip();
    cutKeys(terminal, atSign, secret, options.directory(terminal), options.edge(), file);
    return 0;
  }

  /** Cuts the keys and says where they are. */
  static void cutKeys(
      Terminal terminal,
      AtSign atSign,
      String secret,
      DirectoryAddress directory,
      EdgeOptions edge,
      Path file) {
    try {
      Onboarding.onboard(
          atSign, secret, directory, edge.trust(terminal), file, edge.passPhrase().said(terminal));
    } catch (AlreadyActivated e) {
      // Scripts look for these words.
      throw new EnvironmentProblem("atsign %s is already activated".formatted(atSign), e);
    }
    terminal.out().println("[Success] Your .atKeys file saved at " + file);
  }

  static Path withSuffix(Path file) {
    return file.toString().endsWith(SUFFIX) ? file : Path.of(file + SUFFIX);
  }
}
