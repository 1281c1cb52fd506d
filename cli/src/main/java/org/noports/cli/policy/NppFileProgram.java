package org.noports.cli.policy;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.noports.cli.configfile.ConfigFile;
import org.noports.cli.options.CommandLines;
import org.noports.cli.options.Program;
import org.noports.cli.output.Terminal;
import org.noports.policy.GroupRules;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** npp_file's command line (cli.md 8), and answering until asked to stop. */
@Command(
    name = "npp_file",
    customSynopsis = "npp_file -a @policy --yaml file [options]",
    description = "Tells daemons who may reach what, by the groups in a file.")
public final class NppFileProgram implements Program {
  @Option(
      names = "--yaml",
      paramLabel = "<path>",
      description = "The file with the groups (mandatory).")
  private @Nullable Path file;

  @Mixin private PolicyServiceOptions service = new PolicyServiceOptions();

  @Override
  public boolean usageIsResult() {
    return true;
  }

  @Override
  public int run(Terminal terminal, List<String> arguments) throws InterruptedException {
    service.applyLogging(terminal);
    service.atSign();
    GroupRules rules = GroupFile.rules(ConfigFile.read(CommandLines.mandatory("yaml", file)));
    service.announce(rules.daemons(), GroupFile.expanded(rules));
    return service.connected(
        terminal, client -> service.serve(terminal, client, rules, "npp_file"));
  }
}
