package org.noports.policy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.noports.protocol.name.AtSign;

/**
 * Users, and what they may reach (cli.md 8, sessions.md 7.5). Nothing denies: what no group permits
 * is not permitted.
 *
 * @param daemons at whose devices
 * @param deviceNames what may be reached at the device of a name
 * @param deviceGroupNames what may be reached at the devices of a group
 */
public record UserGroup(
    String name,
    Set<AtSign> users,
    Set<AtSign> daemons,
    Map<String, List<String>> deviceNames,
    Map<String, List<String>> deviceGroupNames) {
  public UserGroup {
    users = Set.copyOf(users);
    daemons = Set.copyOf(daemons);
    deviceNames = Map.copyOf(new LinkedHashMap<>(deviceNames));
    deviceGroupNames = Map.copyOf(new LinkedHashMap<>(deviceGroupNames));
  }
}
