package org.noports.cli.srvd;

import java.util.Map;
import org.noports.cli.configfile.ConfigKeys;

/** The keys of srvd's config file (cli.md 4, and our own). */
final class SrvdKeys {
  static final ConfigKeys KEYS = new ConfigKeys(keys());

  private SrvdKeys() {}

  private static Map<String, String> keys() {
    Map<String, String> keys = ConfigKeys.shared();
    keys.put("/network/ip", "--ip");
    keys.put("/network/bind-host", "--bind-host");
    keys.put("/network/ports", "--ports");
    keys.put("/network/bind-443", "--443");
    keys.put("/network/bind443", "--443");
    keys.put("/network/443-bind-port", "--443-bind-port");
    keys.put("/network/bindPort", "--443-bind-port");
    keys.put("/network/relay-auth-detect-window-ms", "--relay-auth-detect-window-ms");
    keys.put("/access/managers", "--manager");
    keys.put("/access/manager", "--manager");
    keys.put("/access/signing-key-check-secs", "--signing-key-check-secs");
    keys.put("/access/known-networks-only", "--known-networks-only");
    keys.put("/access/v4-clients", "--v4-clients");
    keys.put("/limits/sessions", "--max-sessions");
    keys.put("/limits/sessions-per-atsign", "--max-sessions-per-atsign");
    keys.put("/limits/requests-per-second", "--max-requests-per-second");
    keys.put("/limits/connections", "--max-connections");
    keys.put("/limits/unproved", "--max-unproved");
    keys.put("/limits/waiting-mib", "--max-waiting-mib");
    keys.put("/limits/idle-timeout", "--idle-timeout");
    keys.put("/limits/session-idle-timeout", "--session-idle-timeout");
    keys.put("/runtime/metrics", "--metrics");
    keys.put("/runtime/drain-timeout", "--drain-timeout");
    keys.put("/runtime/log-traffic", "--snoop");
    keys.put("/runtime/per-session-storage", "--per-session-storage");
    return keys;
  }
}
