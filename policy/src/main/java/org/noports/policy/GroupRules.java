package org.noports.policy;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.noports.protocol.name.AtSign;

/**
 * Decides by groups of users (cli.md 8): a client may what the groups that hold it and the daemon
 * permit at the device's name; only when none names the device, what they permit at its group.
 * Immutable.
 */
public record GroupRules(List<UserGroup> groups) implements PolicyRules {
  public GroupRules {
    groups = List.copyOf(groups);
  }

  /** All daemons that a group names. */
  public Set<AtSign> daemons() {
    return groups.stream()
        .flatMap(group -> group.daemons().stream())
        .collect(Collectors.toUnmodifiableSet());
  }

  @Override
  public PolicyDecision decide(PolicyQuestion question) {
    List<UserGroup> holding =
        groups.stream().filter(group -> group.users().contains(question.client())).toList();
    if (holding.isEmpty()) {
      return PolicyDecision.denied("No permissions for " + question.client());
    }
    List<UserGroup> here =
        holding.stream().filter(group -> group.daemons().contains(question.daemon())).toList();
    if (here.isEmpty()) {
      return PolicyDecision.denied(
          "No permissions for %s at %s".formatted(question.client(), question.daemon()));
    }
    List<String> byName = permitted(here, UserGroup::deviceNames, question.deviceName());
    if (!byName.isEmpty()) {
      return PolicyDecision.allowed(
          "%s has permission for device %s at daemon %s"
              .formatted(question.client(), question.deviceName(), question.daemon()),
          byName);
    }
    List<String> byGroup = permitted(here, UserGroup::deviceGroupNames, question.deviceGroupName());
    if (!byGroup.isEmpty()) {
      return PolicyDecision.allowed(
          "%s has permission for device group %s at daemon %s"
              .formatted(question.client(), question.deviceGroupName(), question.daemon()),
          byGroup);
    }
    return PolicyDecision.denied(
        "No permissions for %s at %s for either the device %s or the deviceGroup %s"
            .formatted(
                question.client(),
                question.daemon(),
                question.deviceName(),
                question.deviceGroupName()));
  }

  private static List<String> permitted(
      List<UserGroup> groups, Function<UserGroup, Map<String, List<String>>> entries, String name) {
    return groups.stream()
        .map(entries)
        .flatMap(map -> map.getOrDefault(name, List.of()).stream())
        .distinct()
        .toList();
  }
}
