package org.noports.client;

import java.io.IOException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.noports.tunnel.datagrams.DatagramLimits;
import org.noports.tunnel.pump.Sockets;
import org.noports.tunnel.rendezvous.ClientSide;
import org.noports.tunnel.rendezvous.DataConnection;

/**
 * A session's local port, bound before anybody is bothered and opened when there is, or will be, a
 * session behind it: for connections or for datagrams, as the service wants.
 */
sealed interface Entrance {
  /** Gives a connection through the tunnel; whatever it throws, there is none. */
  @FunctionalInterface
  interface Dialer {
    DataConnection dial() throws IOException, InterruptedException;
  }

  /** Told why a local program was turned away; must return at once. */
  @FunctionalInterface
  interface TurnedAway {
    void because(Exception why);
  }

  /** An open entrance; closing it closes the port. */
  interface Door extends AutoCloseable {
    @Override
    void close();
  }

  LocalPort<?> port();

  /** Lets in what comes from now on; the port is the door's then. */
  Door open(Dialer dialer, TurnedAway turnedAway);

  static Entrance bind(NptOptions options) {
    return switch (options.service().transport()) {
      case TCP -> new Connections(LocalPort.bind(options.local()), options);
      case UDP -> new Datagrams(LocalPort.bindUdp(options.local()));
    };
  }

  /** Each local connection is joined with one through the tunnel. */
  record Connections(LocalPort<ServerSocketChannel> port, NptOptions options) implements Entrance {
    @Override
    public Door open(Dialer dialer, TurnedAway turnedAway) {
      return LocalDoor.open(
          port, ClientSide.MAX_CONNECTIONS, socket -> serve(socket, dialer, turnedAway));
    }

    private void serve(SocketChannel socket, Dialer dialer, TurnedAway turnedAway)
        throws InterruptedException {
      try (DataConnection connection = dialer.dial()) {
        ServedConnection.carry(connection, socket, options);
      } catch (IOException | ClientException e) {
        Sockets.reset(socket);
        turnedAway.because(e);
      }
    }
  }

  /** All local senders share one connection through the tunnel (docs/extensions/udp.md). */
  record Datagrams(LocalPort<DatagramChannel> port) implements Entrance {
    @Override
    public Door open(Dialer dialer, TurnedAway turnedAway) {
      return DatagramDoor.open(port, DatagramLimits.DEFAULT, dialer, turnedAway);
    }
  }
}
