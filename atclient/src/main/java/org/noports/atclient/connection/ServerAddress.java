package org.noports.atclient.connection;

/** Host and port of a directory or atServer. */
public record ServerAddress(String host, int port) {
  @Override
  public String toString() {
    return host + ":" + port;
  }
}
