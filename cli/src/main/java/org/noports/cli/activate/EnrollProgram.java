package org.noports.cli.activate;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import org.noports.atclient.activation.FurtherEnrollment;
import org.noports.atclient.keysfile.KeysFile;
import org.noports.cli.options.CommandLines;
import org.noports.cli.options.DurationConverter;
import org.noports.cli.options.EnvironmentProblem;
import org.noports.cli.options.Program;
import org.noports.cli.options.Unoffered;
import org.noports.cli.options.UsageProblem;
import org.noports.cli.output.Terminal;
import org.noports.protocol.keys.AtKeys;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code at_activate enroll} (cli.md 6.2, 6.4, 20.5): waits until somebody decides. */
@Command(
    name = "enroll",
    customSynopsis =
        "at_activate enroll -a @atsign -s passcode -p app -d device -n namespaces -k file [options]",
    description = "Asks for keys of its own for this machine and waits until they are approved.")
final class EnrollProgram implements Program {
  @Mixin private ActivationOptions options = new ActivationOptions();

  @Option(
      names = {"-s", "--passcode"},
      paramLabel = "<passcode>",
      description = "What at_activate otp has printed, or spp has set (mandatory).")
  private @Nullable String passcode;

  @Option(
      names = {"-p", "--app"},
      paramLabel = "<name>",
      description = "The application: noports (mandatory).")
  private @Nullable String app;

  @Option(
      names = {"-d", "--device"},
      paramLabel = "<name>",
      description = "A name for this machine (mandatory).")
  private @Nullable String device;

  @Option(
      names = {"-n", "--namespaces"},
      paramLabel = "<name:rights,...>",
      description = "What it may use: \"sshnp:rw,sshrvd:rw\" (mandatory).")
  private @Nullable String namespaces;

  @Option(
      names = {"-e", "--expiry"},
      paramLabel = "<time>",
      converter = DurationConverter.class,
      description = "How long the keys serve (default: for ever).")
  private Duration expiry = Duration.ZERO;

  @Override
  public List<Unoffered> unoffered() {
    return List.of(Unoffered.ignoredValue("--mca"), Unoffered.ignoredValue("--max-retries"));
  }

  @Override
  public int run(Terminal terminal, List<String> arguments) throws InterruptedException {
    options.applyLogging(terminal);
    FurtherEnrollment.Wanted wanted =
        new FurtherEnrollment.Wanted(
            CommandLines.mandatory("app", app),
            CommandLines.mandatory("device", device),
            rights(CommandLines.mandatory("namespaces", namespaces)),
            CommandLines.mandatory("passcode", passcode),
            expiry);
    if (!options.edge().namesKeysFile()) {
      throw new UsageProblem("Option keys is mandatory.");
    }
    Path file = OnboardProgram.withSuffix(options.edge().keysFile(options.atSign(), terminal));
    if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new EnvironmentProblem("atKeys file %s already exists".formatted(file));
    }
    KeysFile.requireWritable(file);
    FurtherEnrollment enrollment =
        SubmittedRequest.of(
            terminal,
            options.atSign(),
            wanted,
            options.directory(terminal),
            options.edge().trust(terminal));
    terminal.out().println("Enrollment ID: " + enrollment.id());
    terminal.out().flush();
    AtKeys keys = AwaitedApproval.of(enrollment, terminal);
    terminal.err().println("Creating atKeys file");
    KeysFile.write(file, keys, options.edge().passPhrase().said(terminal));
    terminal.out().println("[Success] Your .atKeys file saved at " + file);
    return 0;
  }

  /** The value may come with quotes of a shell that did not take them away (cli.md 6.4). */
  static SequencedMap<String, String> rights(String text) {
    SequencedMap<String, String> rights = new LinkedHashMap<>();
    for (String one : text.replaceAll("[\"']", "").split(",", -1)) {
      String[] parts = one.strip().split(":", -1);
      if (parts.length != 2 || !parts[0].matches("[^\\s:]+") || !parts[1].matches("r|rw")) {
        throw new UsageProblem(
            "Option --namespaces: '%s' is not name:r or name:rw".formatted(one.strip()));
      }
      rights.put(parts[0], parts[1]);
    }
    return rights;
  }
}
