package org.noports.cli.policy;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.noports.atclient.AtClient;
import org.noports.cli.configfile.ConfigFile;
import org.noports.cli.edge.PatientStart;
import org.noports.cli.options.AtSignConverter;
import org.noports.cli.options.CommandLines;
import org.noports.cli.options.EdgeOptions;
import org.noports.cli.options.LogOptions;
import org.noports.cli.options.Program;
import org.noports.cli.options.Unoffered;
import org.noports.cli.output.Logging;
import org.noports.cli.output.Progress;
import org.noports.cli.output.Terminal;
import org.noports.policy.GroupRules;
import org.noports.policy.PolicyService;
import org.noports.protocol.name.AtSign;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** npp_file's command line (cli.md 8), and answering until asked to stop. */
@Command(
    name = "npp_file",
    customSynopsis = "npp_file -a @policy --yaml file [options]",
    description = "Tells daemons who may reach what, by the groups in a file.")
public final class NppFileProgram implements Program {
  /** For what an operator always sees, as the service's own lines. */
  private static final Logger ALWAYS = System.getLogger(PolicyService.class.getName());

  @Option(
      names = {"-a", "--atsign"},
      paramLabel = "<atSign>",
      converter = AtSignConverter.class,
      description = "The policy service's atSign (mandatory).")
  private @Nullable AtSign atSign;

  @Option(
      names = "--yaml",
      paramLabel = "<path>",
      description = "The file with the groups (mandatory).")
  private @Nullable Path file;

  @Option(
      names = "--daemon-atsigns",
      paramLabel = "<atSign,...>",
      split = ",",
      converter = AtSignConverter.class,
      description = "Further daemons that will ask; told at the start, the groups decide.")
  private List<AtSign> daemons = new ArrayList<>();

  @Mixin private EdgeOptions edge = new EdgeOptions();
  @Mixin private LogOptions log = new LogOptions();

  @Override
  public List<Unoffered> unoffered() {
    return List.of();
  }

  @Override
  public int run(Terminal terminal, List<String> arguments) throws InterruptedException {
    log.apply(terminal, Logging.Detail.SHOUT);
    AtSign self = CommandLines.mandatory("atsign", atSign);
    GroupRules rules = GroupFile.rules(ConfigFile.read(CommandLines.mandatory("yaml", file)));
    TreeSet<AtSign> known = new TreeSet<>(rules.daemons());
    known.addAll(daemons);
    ALWAYS.log(Level.ERROR, "Daemon atSigns: " + known);
    GroupFile.expanded(rules).forEach(line -> ALWAYS.log(Level.ERROR, line));
    Progress progress = Progress.of(terminal, false, log.verbose());
    try (AtClient client =
        new PatientStart(terminal).open(() -> edge.clientConfig(self, terminal))) {
      terminal.stop().closes(client);
      try (PolicyService service = PolicyService.start(client, rules)) {
        terminal.stop().closes(service);
        terminal.stop().exitsWith(0);
        progress.line("npp_file is ready: %s answers daemons".formatted(self));
        terminal.awaitStop();
        return 0;
      }
    }
  }
}
