package org.noports.atclient;

import java.util.regex.Pattern;

/**
 * Where the atDirectory is: {@code host}, {@code host:port} or {@code proxy:host:port} (cli.md
 * 0.4). With a proxy there is no look-up: every atServer is at the address itself.
 */
public record DirectoryAddress(String host, int port, boolean proxy) {
  public static final int DEFAULT_PORT = 64;

  private static final String PROXY_PREFIX = "proxy:";
  private static final int LONGEST_HOST = 253;
  private static final Pattern HOST = Pattern.compile("[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_])?");
  private static final Pattern PORT = Pattern.compile("[0-9]{1,5}");

  /** After the patterns: its construction is checked by them. */
  public static final DirectoryAddress DEFAULT =
      new DirectoryAddress("root.atsign.org", DEFAULT_PORT, false);

  public DirectoryAddress {
    if (host.length() > LONGEST_HOST || !HOST.matcher(host).matches()) {
      throw new IllegalArgumentException(
          "the directory's host must be a DNS name or an IPv4 address");
    }
    if (port < 1 || port > 65535) {
      throw new IllegalArgumentException("the directory's port must be between 1 and 65535");
    }
  }

  /** Reads one of the three forms; IllegalArgumentException says what is wrong with the text. */
  public static DirectoryAddress parse(String text) {
    String trimmed = text.strip();
    boolean proxy = trimmed.startsWith(PROXY_PREFIX);
    String rest = proxy ? trimmed.substring(PROXY_PREFIX.length()) : trimmed;
    int colon = rest.indexOf(':');
    String host = colon < 0 ? rest : rest.substring(0, colon);
    try {
      return new DirectoryAddress(host, colon < 0 ? DEFAULT_PORT : port(rest, colon), proxy);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "'%s' is not an atDirectory: %s (write host, host:port or proxy:host:port)"
              .formatted(trimmed, e.getMessage()),
          e);
    }
  }

  private static int port(String rest, int colon) {
    String digits = rest.substring(colon + 1);
    if (!PORT.matcher(digits).matches()) {
      throw new IllegalArgumentException("the directory's port must be between 1 and 65535");
    }
    return Integer.parseInt(digits);
  }

  @Override
  public String toString() {
    return (proxy ? PROXY_PREFIX : "") + host + ":" + port;
  }
}
