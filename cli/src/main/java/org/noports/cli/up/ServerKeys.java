package org.noports.cli.up;

import java.util.LinkedHashMap;
import java.util.Map;
import org.noports.cli.configfile.ConfigKeys;

/** The keys of the config files of {@code noports atserver} and {@code noports atdirectory}. */
final class ServerKeys {
  static final ConfigKeys ATSERVER = new ConfigKeys(atServer());
  static final ConfigKeys ATDIRECTORY = new ConfigKeys(atDirectory());

  private ServerKeys() {}

  private static Map<String, String> both() {
    Map<String, String> keys = new LinkedHashMap<>();
    keys.put("/network/host", "--host");
    keys.put("/network/port", "--port");
    keys.put("/tls/cert", "--cert");
    keys.put("/tls/key", "--key");
    keys.put("/storage/dir", "--dir");
    keys.put("/runtime/metrics", "--metrics");
    keys.put("/runtime/verbose", "--verbose");
    keys.put("/runtime/debug", "--debug");
    return keys;
  }

  private static Map<String, String> atServer() {
    Map<String, String> keys = both();
    keys.put("/atsigns", "--atsign");
    keys.put("/network/shared-port", "--shared-port");
    keys.put("/network/directory", "--directory");
    keys.put("/tls/client-cert", "--client-cert");
    keys.put("/tls/client-key", "--client-key");
    keys.put("/tls/peer-ca", "--peer-ca");
    keys.put("/tls/require-peer-certificate", "--require-peer-certificate");
    keys.put("/storage/place", "--storage");
    keys.put("/limits/connections", "--max-connections");
    keys.put("/limits/connections-per-atsign", "--max-connections-per-atsign");
    keys.put("/limits/connections-per-address", "--max-connections-per-address");
    keys.put("/limits/anonymous-rate", "--max-anonymous-rate");
    keys.put("/limits/line", "--max-line");
    keys.put("/limits/records-per-atsign", "--max-records-per-atsign");
    keys.put("/limits/mib-per-atsign", "--max-mib-per-atsign");
    return keys;
  }

  private static Map<String, String> atDirectory() {
    Map<String, String> keys = both();
    keys.put("/storage/entries", "--entries");
    return keys;
  }
}
