package org.noports.tunnel.rendezvous;

/** Where one side of a session dials the relay. */
public record RelayAddress(String host, int port) {
  public RelayAddress {
    if (host.isBlank() || port < 1 || port > 65_535) {
      throw new IllegalArgumentException("not the address of a relay");
    }
  }

  @Override
  public String toString() {
    return host + ":" + port;
  }
}
