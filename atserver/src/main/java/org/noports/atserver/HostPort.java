package org.noports.atserver;

/** Where a server is reached: one DNS name or IPv4 address, and a TCP port. */
public record HostPort(String host, int port) {
  public HostPort {
    if (host.isEmpty()
        || host.length() > 253
        || !host.chars().allMatch(HostPort::isHostCharacter)) {
      throw new AtServerException("Not a host name or IPv4 address: \"" + printable(host) + "\"");
    }
    if (port < 1 || port > 65535) {
      throw new AtServerException("Not a TCP port: " + port + " (1 to 65535)");
    }
  }

  /** Reads {@code host:port}. */
  public static HostPort parse(String text) {
    int colon = text.lastIndexOf(':');
    if (colon <= 0) {
      throw new AtServerException("Not host:port: \"" + printable(text) + "\"");
    }
    try {
      return new HostPort(
          text.substring(0, colon), Integer.parseInt(text, colon + 1, text.length(), 10));
    } catch (NumberFormatException e) {
      throw new AtServerException("Not host:port: \"" + printable(text) + "\"", e);
    }
  }

  private static boolean isHostCharacter(int c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '.'
        || c == '-';
  }

  private static String printable(String text) {
    String cut = text.length() > 80 ? text.substring(0, 80) : text;
    return cut.replaceAll("[^\\x20-\\x7e]", "?");
  }

  @Override
  public String toString() {
    return host + ":" + port;
  }
}
