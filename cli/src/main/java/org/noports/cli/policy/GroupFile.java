package org.noports.cli.policy;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.noports.cli.configfile.ConfigFile;
import org.noports.cli.options.EnvironmentProblem;
import org.noports.policy.GroupRules;
import org.noports.policy.UserGroup;
import org.noports.protocol.ProtocolException;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.name.DeviceName;
import org.noports.protocol.session.PermitOpen;

/**
 * The groups of npp_file's file (cli.md 8). Whatever is not understood is an error with its line: a
 * rule that was meant to permit something must not be missing in silence.
 */
final class GroupFile {
  private static final Pattern SETTING =
      Pattern.compile(
          "/userGroups/([^/]+)/(userAtSigns|permissions/daemonAtSigns"
              + "|permissions/deviceNames/([^/]+)|permissions/deviceGroupNames/([^/]+))");

  private final String path;
  private final Map<String, Collected> groups = new LinkedHashMap<>();

  /** One group while it is read. */
  private record Collected(
      Set<AtSign> users,
      Set<AtSign> daemons,
      Map<String, List<String>> deviceNames,
      Map<String, List<String>> deviceGroupNames) {
    static Collected none(String name) {
      return new Collected(
          new LinkedHashSet<>(),
          new LinkedHashSet<>(),
          new LinkedHashMap<>(),
          new LinkedHashMap<>());
    }
  }

  private GroupFile(String path) {
    this.path = path;
  }

  static GroupRules rules(ConfigFile file) {
    GroupFile reader = new GroupFile(file.path().toString());
    file.settings().forEach(reader::take);
    List<UserGroup> groups = new ArrayList<>();
    reader.groups.forEach((name, group) ->
        groups.add(
            new UserGroup(
                name,
                group.users(),
                group.daemons(),
                group.deviceNames(),
                group.deviceGroupNames())));
    return new GroupRules(groups);
  }

  /** Who may reach what, a line for each entry of each group. */
  static List<String> expanded(GroupRules rules) {
    return rules.groups().stream()
        .flatMap(group ->
            Stream.concat(
                lines(group, "device", group.deviceNames()),
                lines(group, "device group", group.deviceGroupNames())))
        .toList();
  }

  private static Stream<String> lines(
      UserGroup group, String kind, Map<String, List<String>> entries) {
    return entries.entrySet().stream()
        .map(entry ->
            line(
                group.name(),
                group.users(),
                entry.getValue(),
                kind + " " + entry.getKey(),
                group.daemons()));
  }

  /** One right in words. */
  static String line(
      String group,
      Collection<AtSign> users,
      List<String> services,
      String place,
      Collection<AtSign> daemons) {
    return "%s: %s may reach %s at %s of %s".formatted(group, users, services, place, daemons);
  }

  private void take(String key, ConfigFile.Setting setting) {
    Matcher matcher = SETTING.matcher(key);
    if (!matcher.matches()) {
      if (setting.value().isEmpty()) {
        return; // An empty table.
      }
      throw problem(setting, "unknown key " + key);
    }
    Collected group = groups.computeIfAbsent(matcher.group(1), Collected::none);
    try {
      switch (matcher.group(2)) {
        case "userAtSigns" -> words(setting).map(AtSign::of).forEach(group.users()::add);
        case "permissions/daemonAtSigns" ->
            words(setting).map(AtSign::of).forEach(group.daemons()::add);
        default -> {
          String device = matcher.group(3);
          if (device != null) {
            group.deviceNames().put(DeviceName.of(device).text(), services(setting));
          } else {
            group.deviceGroupNames().put(matcher.group(4), services(setting));
          }
        }
      }
    } catch (ProtocolException | IllegalArgumentException e) {
      throw problem(setting, String.valueOf(e.getMessage()));
    }
  }

  private List<String> services(ConfigFile.Setting setting) {
    List<String> services = words(setting).toList();
    for (String service : services) {
      if (!PermitOpen.isEntry(service)) {
        throw problem(setting, "'%s' is not host:port, *:port, host:* or *:*".formatted(service));
      }
    }
    return services;
  }

  private static Stream<String> words(ConfigFile.Setting setting) {
    return Stream.of(setting.value().split(",", -1)).map(String::strip).filter(w -> !w.isEmpty());
  }

  private EnvironmentProblem problem(ConfigFile.Setting setting, String text) {
    return new EnvironmentProblem("%s line %d: %s".formatted(path, setting.line(), text));
  }
}
