package org.noports.policy;

import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Decides by stored groups (sessions.md 7.5): a client may what all groups together permit that
 * hold it and the daemon, at the device's name and at its group. Thread-safe when the source is.
 */
public final class StoredRules implements PolicyRules {
  private final Supplier<List<PolicyGroup>> groups;

  /** Asks for the groups at each decision. */
  public StoredRules(Supplier<List<PolicyGroup>> groups) {
    this.groups = groups;
  }

  @Override
  public PolicyDecision decide(PolicyQuestion question) {
    List<PolicyGroup> holding =
        groups.get().stream()
            .filter(group -> group.userAtSigns().contains(question.client()))
            .toList();
    if (holding.isEmpty()) {
      return PolicyDecision.denied("No permissions for " + question.client());
    }
    List<String> permitted =
        holding.stream()
            .filter(group -> group.daemonAtSigns().contains(question.daemon()))
            .flatMap(group ->
                Stream.concat(
                    at(group.devices(), question.deviceName()),
                    at(group.deviceGroups(), question.deviceGroupName())))
            .distinct()
            .toList();
    return permitted.isEmpty()
        ? PolicyDecision.denied(
            "No permissions for %s at %s for either the device %s or the deviceGroup %s"
                .formatted(
                    question.client(),
                    question.daemon(),
                    question.deviceName(),
                    question.deviceGroupName()))
        : PolicyDecision.allowed(
            "%s has permission for device %s and/or device group %s at daemon %s"
                .formatted(
                    question.client(),
                    question.deviceName(),
                    question.deviceGroupName(),
                    question.daemon()),
            permitted);
  }

  private static Stream<String> at(List<DevicePermit> permits, String name) {
    return permits.stream()
        .filter(permit -> permit.name().equals(name))
        .flatMap(permit -> permit.permitOpens().stream());
  }
}
