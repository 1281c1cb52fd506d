package org.noports.tunnel.rendezvous;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Arrays;
import org.noports.protocol.session.ServiceAddress;
import org.noports.tunnel.TunnelException;

/**
 * The local service of a session. Resolved once, so that a name can't point elsewhere after it has
 * been permitted; a name must not lead to link-local addresses, where clouds keep their secrets
 * (sessions.md 8.2). Immutable.
 */
final class Target {
  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(10);

  private final ServiceAddress address;
  private final InetAddress[] resolved;

  private Target(ServiceAddress address, InetAddress[] resolved) {
    this.address = address;
    this.resolved = resolved;
  }

  static Target resolve(ServiceAddress address) {
    InetAddress[] all;
    try {
      all = InetAddress.getAllByName(address.host());
    } catch (UnknownHostException e) {
      throw new TunnelException(
          "cannot resolve the host of the service " + describe(address) + " on this machine", e);
    }
    boolean literal = isLiteral(address.host());
    InetAddress[] usable =
        Arrays.stream(all)
            .filter(one ->
                literal
                    || !(one.isLinkLocalAddress()
                        || one.isAnyLocalAddress()
                        || one.isMulticastAddress()))
            .toArray(InetAddress[]::new);
    if (usable.length == 0) {
      throw new TunnelException(
          "the name of the service " + describe(address) + " leads to addresses not permitted");
    }
    return new Target(address, usable);
  }

  private static boolean isLiteral(String host) {
    return host.indexOf(':') >= 0 || host.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9'));
  }

  SocketChannel connect(Lifetime lifetime) throws IOException {
    return Dialing.connect(resolved, address.port(), CONNECT_LIMIT, lifetime);
  }

  /** Where its datagrams go: there is nobody who could say that another address is better. */
  InetSocketAddress firstAddress() {
    return new InetSocketAddress(resolved[0], address.port());
  }

  @Override
  public String toString() {
    return describe(address);
  }

  private static String describe(ServiceAddress address) {
    return address.text();
  }
}
