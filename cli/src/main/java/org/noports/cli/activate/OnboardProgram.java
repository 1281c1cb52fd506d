package org.noports.cli.activate;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.noports.atclient.AlreadyActivated;
import org.noports.atclient.activation.Onboarding;
import org.noports.cli.options.EnvironmentProblem;
import org.noports.cli.options.Program;
import org.noports.cli.options.Unoffered;
import org.noports.cli.options.UsageProblem;
import org.noports.cli.output.Terminal;
import org.noports.protocol.name.AtSign;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code at_activate onboard} (cli.md 6.2, 6.4). */
@Command(
    name = "onboard",
    customSynopsis = "at_activate [onboard] -a @atsign -c secret [-k file] [options]",
    description = "Cuts the keys of a new atSign and writes them to a keys file.")
final class OnboardProgram implements Program {
  private static final String SUFFIX = ".atKeys";

  @Mixin private ActivationOptions options = new ActivationOptions();

  @Option(
      names = {"-c", "--cramkey", "--license-key"},
      paramLabel = "<secret>",
      description = "The atSign's one-time activation secret (mandatory).")
  private @Nullable String cramSecret;

  @Override
  public List<Unoffered> unoffered() {
    return List.of(
        Unoffered.ignoredValue("--mca"),
        Unoffered.ignoredValue("-g", "--registrarUrl"),
        Unoffered.ignoredFlag("-y", "--yes"));
  }

  @Override
  public int run(Terminal terminal, List<String> arguments) {
    options.applyLogging(terminal);
    AtSign atSign = options.atSign();
    if (cramSecret == null || cramSecret.isBlank()) {
      throw new UsageProblem(
          "Option cramkey is mandatory: asking the registrar for it is not supported in this"
              + " release");
    }
    Path file = withSuffix(options.edge().keysFile(atSign, terminal));
    try {
      Onboarding.onboard(
          atSign,
          cramSecret.strip(),
          options.directory(terminal),
          options.edge().trust(terminal),
          file,
          options.edge().passPhrase().said(terminal));
    } catch (AlreadyActivated e) {
      // Scripts look for these words.
      throw new EnvironmentProblem("atsign %s is already activated".formatted(atSign), e);
    }
    terminal.out().println("[Success] Your .atKeys file saved at " + file);
    return 0;
  }

  static Path withSuffix(Path file) {
    return file.toString().endsWith(SUFFIX) ? file : Path.of(file + SUFFIX);
  }
}
