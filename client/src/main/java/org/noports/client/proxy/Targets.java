package org.noports.client.proxy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.noports.protocol.ProtocolException;
import org.noports.protocol.session.ServiceAddress;

/** Turns what a peer said into a target; resolves nothing, that is the device's. Stateless. */
final class Targets {
  private Targets() {}

  static Turn wanted(String host, int port) {
    try {
      return new Turn.Wants(ServiceAddress.of(host, port));
    } catch (ProtocolException e) {
      return new Turn.Stop(Refusal.MALFORMED);
    }
  }

  /** Four or sixteen bytes as an address is written. */
  static String literal(byte[] bytes) {
    try {
      return InetAddress.getByAddress(bytes).getHostAddress();
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("an address has 4 or 16 bytes, not " + bytes.length, e);
    }
  }
}
