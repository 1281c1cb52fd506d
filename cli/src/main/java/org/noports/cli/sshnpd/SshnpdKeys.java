package org.noports.cli.sshnpd;

import java.util.Map;
import org.noports.cli.configfile.ConfigKeys;

/** The keys of sshnpd's config file (cli.md 3.1, 3.3, and our own). */
final class SshnpdKeys {
  static final ConfigKeys KEYS = new ConfigKeys(keys());

  private SshnpdKeys() {}

  private static Map<String, String> keys() {
    Map<String, String> keys = ConfigKeys.shared();
    keys.put("/access/managers", "--managers");
    keys.put("/access/manager", "--managers");
    keys.put("/access/policy", "--policy-manager");
    keys.put("/access/permitopen", "--permit-open");
    keys.put("/access/require-aead", "--require-aead");
    keys.put("/access/require-hybrid", "--require-hybrid");
    keys.put("/access/require-enrollment-signature", "--require-enrollment-signature");
    keys.put("/access/client-key-check-secs", "--client-key-check-secs");
    keys.put("/access/policy-check-secs", "--policy-check-secs");
    keys.put("/device/name", "--device");
    keys.put("/device/group", "--device-group");
    keys.put("/device/hide", "--hide");
    keys.put("/ssh/add-publickeys", "--sshpublickey");
    keys.put("/ssh/publickey-permissions", "--sshpublickey-permissions");
    keys.put("/ssh/ephemeral-permissions", "--ephemeral-permissions");
    keys.put("/ssh/client", "--ssh-client");
    keys.put("/ssh/ssh-client", "--ssh-client");
    keys.put("/ssh/algorithm", "--ssh-algorithm");
    keys.put("/ssh/sshd-port", "--local-sshd-port");
    keys.put("/runtime/storage-path", "--storage-path");
    keys.put("/runtime/clear-cached-pks", "--clear-cached-pks");
    keys.put("/runtime/strict", "--strict");
    keys.put("/runtime/drain-timeout", "--drain-timeout");
    return keys;
  }
}
