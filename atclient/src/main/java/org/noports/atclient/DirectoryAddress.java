package org.noports.atclient;

/**
 * Where the atDirectory is: {@code host}, {@code host:port} or {@code proxy:host:port} (cli.md
 * 0.4). With a proxy there is no look-up: every atServer is at the address itself.
 */
public record DirectoryAddress(String host, int port, boolean proxy) {
  public static final int DEFAULT_PORT = 64;
  public static final DirectoryAddress DEFAULT =
      new DirectoryAddress("root.atsign.org", DEFAULT_PORT, false);
}
