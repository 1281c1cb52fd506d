package org.noports.cli.policy;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.noports.cli.options.Program;
import org.noports.cli.output.Terminal;
import org.noports.policy.DevicePermit;
import org.noports.policy.PolicyGroup;
import org.noports.policy.StoredGroups;
import org.noports.policy.StoredRules;
import org.noports.protocol.name.AtSign;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** npp_atserver's command line (cli.md 8), and answering until asked to stop. */
@Command(
    name = "npp_atserver",
    customSynopsis = "npp_atserver -a @policy [options]",
    description =
        "Tells daemons who may reach what, by the groups that np_admin keeps at the policy atSign's"
            + " atServer.")
public final class NppAtserverProgram implements Program {
  private static final String NAMESPACE = "sshnp";

  @Mixin private PolicyServiceOptions service = new PolicyServiceOptions();

  @Override
  public boolean usageIsResult() {
    return true;
  }

  @Override
  public int run(Terminal terminal, List<String> arguments) throws InterruptedException {
    service.applyLogging(terminal);
    return service.connected(
        terminal,
        client -> {
          try (StoredGroups groups = StoredGroups.open(client, NAMESPACE)) {
            terminal.stop().closes(groups);
            service.announce(daemons(groups.groups()), expanded(groups.groups()));
            return service.serve(terminal, client, new StoredRules(groups::groups), "npp_atserver");
          }
        });
  }

  private static Set<AtSign> daemons(List<PolicyGroup> groups) {
    return groups.stream()
        .flatMap(group -> group.daemonAtSigns().stream())
        .collect(Collectors.toSet());
  }

  private static List<String> expanded(List<PolicyGroup> groups) {
    return groups.stream()
        .flatMap(group ->
            Stream.concat(
                lines(group, "device", group.devices()),
                lines(group, "device group", group.deviceGroups())))
        .toList();
  }

  private static Stream<String> lines(PolicyGroup group, String kind, List<DevicePermit> permits) {
    return permits.stream()
        .map(permit ->
            GroupFile.line(
                group.name(),
                group.userAtSigns(),
                permit.permitOpens(),
                kind + " " + permit.name(),
                group.daemonAtSigns()));
  }
}
