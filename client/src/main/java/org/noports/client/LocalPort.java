package org.noports.client;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.BindException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnknownHostException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.NetworkChannel;
import java.nio.channels.ServerSocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The local port of a session, TCP or UDP, bound once and kept, so that nobody else can take it
 * between being found and being used (cli.md 20.1 and 20.2). Loopback means both loopback addresses
 * on one port number. Immutable; the channels are closed by {@link #close}.
 *
 * @param <C> what listens
 */
final class LocalPort<C extends NetworkChannel> implements AutoCloseable {
  private static final Logger LOG = System.getLogger(LocalPort.class.getName());

  /** Connections the system keeps waiting while as many as possible are served. */
  static final int BACKLOG = 256;

  /** How often another free port is tried when one is free on IPv4 but not on IPv6. */
  private static final int ATTEMPTS = 16;

  private static final Set<String> ALL_ADDRESSES = Set.of("0", "0.0.0.0", "::", "*");

  /** Opens a channel bound to an address. */
  private interface Opener<C> {
    C open(InetSocketAddress address) throws IOException;
  }

  private final List<C> channels;
  private final int port;
  private final String hostShown;

  private LocalPort(List<C> channels, int port, String hostShown) {
    this.channels = List.copyOf(channels);
    this.port = port;
    this.hostShown = hostShown;
  }

  static LocalPort<ServerSocketChannel> bind(LocalBinding binding) {
    return bind(binding, LocalPort::listening);
  }

  /** The same for datagrams. */
  static LocalPort<DatagramChannel> bindUdp(LocalBinding binding) {
    return bind(binding, LocalPort::receiving);
  }

  private static <C extends NetworkChannel> LocalPort<C> bind(
      LocalBinding binding, Opener<C> opener) {
    String host = binding.hosts().isEmpty() ? "localhost" : firstUsable(binding);
    List<InetAddress> addresses = addresses(host);
    for (int attempt = 1; ; attempt++) {
      try {
        return bind(addresses, binding.port(), host, opener);
      } catch (BindException e) {
        if (binding.port() != 0 || attempt == ATTEMPTS) {
          throw new ClientException.LocalPortTaken(host, binding.port(), e);
        }
      } catch (IOException e) {
        throw new ClientException.LocalPortTaken(host, binding.port(), e);
      }
    }
  }

  /** The channels, blocking; one, or one for each loopback address. */
  List<C> channels() {
    return channels;
  }

  int port() {
    return port;
  }

  /** The host as the user knows it. */
  String host() {
    return hostShown;
  }

  @Override
  public void close() {
    channels.forEach(LocalPort::closeQuietly);
  }

  private static <C extends NetworkChannel> LocalPort<C> bind(
      List<InetAddress> addresses, int wanted, String host, Opener<C> opener) throws IOException {
    List<C> bound = new ArrayList<>();
    boolean complete = false;
    try {
      int port = wanted;
      for (InetAddress address : addresses) {
        C channel = bindOne(new InetSocketAddress(address, port), bound.isEmpty(), opener);
        if (channel != null) {
          bound.add(channel);
          port = ((InetSocketAddress) channel.getLocalAddress()).getPort();
        }
      }
      complete = true;
      return new LocalPort<>(bound, port, host);
    } finally {
      if (!complete) {
        bound.forEach(LocalPort::closeQuietly);
      }
    }
  }

  /** Null when the address is the second loopback and this machine does not have it. */
  private static <C> @Nullable C bindOne(InetSocketAddress address, boolean first, Opener<C> opener)
      throws IOException {
    try {
      return opener.open(address);
    } catch (BindException e) {
      if (!first && isMissingAddress(e)) {
        return null;
      }
      throw e;
    }
  }

  private static ServerSocketChannel listening(InetSocketAddress address) throws IOException {
    ServerSocketChannel channel = ServerSocketChannel.open();
    return bound(channel, () -> channel.bind(address, BACKLOG));
  }

  /** Of the family of the address: a port of the other is somebody else's. */
  private static DatagramChannel receiving(InetSocketAddress address) throws IOException {
    DatagramChannel channel =
        DatagramChannel.open(
            address.getAddress() instanceof Inet4Address
                ? StandardProtocolFamily.INET
                : StandardProtocolFamily.INET6);
    return bound(channel, () -> channel.bind(address));
  }

  private interface Binding {
    NetworkChannel bind() throws IOException;
  }

  private static <C extends NetworkChannel> C bound(C channel, Binding binding) throws IOException {
    boolean bound = false;
    try {
      binding.bind();
      bound = true;
      return channel;
    } finally {
      if (!bound) {
        closeQuietly(channel);
      }
    }
  }

  /** A machine without IPv6 says so; a port in use says something else. */
  private static boolean isMissingAddress(BindException e) {
    String message = e.getMessage();
    return message != null
        && (message.contains("Cannot assign requested address")
            || message.contains("Can't assign requested address")
            || message.contains("not supported"));
  }

  private static String firstUsable(LocalBinding binding) {
    for (String host : binding.hosts()) {
      if (!host.isBlank() && isUsable(host.strip())) {
        return host.strip();
      }
    }
    throw new ClientException.LocalPortTaken(String.join(",", binding.hosts()));
  }

  private static boolean isUsable(String host) {
    if (ALL_ADDRESSES.contains(host)) {
      return true;
    }
    try {
      InetAddress.getByName(host);
      return true;
    } catch (UnknownHostException e) {
      return false;
    }
  }

  private static List<InetAddress> addresses(String host) {
    try {
      if (host.equalsIgnoreCase("localhost")) {
        return List.of(Inet4Address.getByName("127.0.0.1"), Inet6Address.getByName("::1"));
      }
      return List.of(
          ALL_ADDRESSES.contains(host)
              ? new InetSocketAddress(0).getAddress()
              : InetAddress.getByName(host));
    } catch (UnknownHostException e) {
      throw new ClientException.LocalPortTaken(host, 0, e);
    }
  }

  private static void closeQuietly(NetworkChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "Closing a local port failed", e);
    }
  }
}
