package org.noports.cli;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.noports.atserver.AtServerConfig;
import org.noports.cli.up.Layout;
import org.noports.cli.up.PrivateServers;
import org.noports.protocol.name.AtSign;

/** Private atServers below a test's directory, which is also the home of the programs it runs. */
final class TestServers {
  private TestServers() {}

  /** For atSigns that nobody has activated. */
  static PrivateServers start(Path home, AtSign... atSigns) {
    Layout layout = Layout.prepare(home.resolve("system"));
    return PrivateServers.start(
        layout,
        AtServerConfig.onLoopback(layout.server()),
        new LinkedHashSet<>(List.of(atSigns)),
        new SecureRandom());
  }

  static PrivateServers activated(Path home, AtSign... atSigns) {
    PrivateServers servers = start(home, atSigns);
    servers.activateAll();
    return servers;
  }

  /** What programs are told of them; the caller's to add to. */
  static Map<String, String> environment(PrivateServers servers, Path home) {
    Map<String, String> environment = new HashMap<>(servers.variables());
    environment.put("HOME", home.toString());
    return environment;
  }
}
