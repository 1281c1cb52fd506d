package org.noports.atclient.connection;

/**
 * Host and port of a directory or atServer. What Java would generate for a record is written out:
 * it links that at the first use, for which each of the three dials of a start would wait.
 */
public record ServerAddress(String host, int port) {
  @Override
  public boolean equals(Object other) {
    return other instanceof ServerAddress that && port == that.port && host.equals(that.host);
  }

  @Override
  public int hashCode() {
    return 31 * host.hashCode() + port;
  }

  @Override
  public String toString() {
    return host + ":" + port;
  }
}
