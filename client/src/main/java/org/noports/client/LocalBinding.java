package org.noports.client;

import java.util.List;

/**
 * Where the client listens (cli.md 1.1, {@code --local-host} and {@code --local-port}).
 *
 * @param hosts names or addresses, the first that parses or resolves is taken; empty means both
 *     loopback addresses
 * @param port 0 for any free port
 */
public record LocalBinding(List<String> hosts, int port) {
  public LocalBinding {
    hosts = List.copyOf(hosts);
    if (port < 0 || port > 65535) {
      throw new IllegalArgumentException("local port must be 0 to 65535, not " + port);
    }
  }

  /** Both loopback addresses, IPv4 and IPv6. */
  public static LocalBinding loopback(int port) {
    return new LocalBinding(List.of(), port);
  }
}
