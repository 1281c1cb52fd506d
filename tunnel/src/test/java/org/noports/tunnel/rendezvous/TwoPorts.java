package org.noports.tunnel.rendezvous;

import static java.util.Objects.requireNonNull;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.noports.tunnel.pairing.Pairing;
import org.noports.tunnel.pairing.Side;
import org.noports.tunnel.pump.JoinedSockets;
import org.noports.tunnel.pump.Opening;
import org.noports.tunnel.pump.Pump;
import org.noports.tunnel.pump.Sockets;
import org.noports.tunnel.pump.WaitingRoom;
import org.noports.tunnel.pump.WaitingSocket;

/**
 * The least that two sides need of a relay: two ports, a line that must be {@code A} or {@code B},
 * pairs in order. What passes is kept, to be looked at.
 */
final class TwoPorts implements AutoCloseable {
  private final Pump pump;
  private final WaitingRoom room;
  private final ServerSocketChannel portA = bind();
  private final ServerSocketChannel portB = bind();
  private final int numberA = port(portA);
  private final int numberB = port(portB);
  private final Pairing<WaitingSocket> pairing = new Pairing<>();
  private final List<AutoCloseable> open = new ArrayList<>();
  private boolean refusing;

  TwoPorts(Pump pump) {
    this.pump = pump;
    this.room = new WaitingRoom(pump, () -> 16L * 1024 * 1024);
    Thread.ofVirtual().start(() -> accept(Side.A, portA));
    Thread.ofVirtual().start(() -> accept(Side.B, portB));
  }

  static ServerSocketChannel bind() {
    try {
      return ServerSocketChannel.open()
          .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 512);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static int port(ServerSocketChannel channel) {
    return channel.socket().getLocalPort();
  }

  RelayAddress address(Side side) {
    return new RelayAddress("127.0.0.1", side == Side.A ? numberA : numberB);
  }

  static RelayCredential credential(Side side) {
    return new PayloadCredential(side.name());
  }

  /** From now on every connection is closed after its line. */
  synchronized void refuse() {
    refusing = true;
  }

  synchronized int livePairs() {
    return pairing.livePairs();
  }

  private void accept(Side side, ServerSocketChannel server) {
    try {
      while (true) {
        SocketChannel channel = server.accept();
        Sockets.tune(channel);
        // One after the other: pairing is by order, and sides send their line at once.
        enter(side, channel);
      }
    } catch (IOException e) {
      // Closed.
    }
  }

  private void enter(Side side, SocketChannel channel) throws IOException {
    InputStream in = channel.socket().getInputStream();
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    int c;
    while ((c = in.read()) >= 0 && c != '\n') {
      line.write(c);
    }
    if (!line.toString(StandardCharsets.UTF_8).equals(side.name()) || isRefusing()) {
      Sockets.close(channel);
      return;
    }
    WaitingSocket socket = requireNonNull(WaitingSocket.in(room, channel, new byte[0], 64 * 1024));
    boolean paired = arrived(side, socket);
    Thread.ofVirtual().start(() -> attend(side, socket, paired));
  }

  private void attend(Side side, WaitingSocket socket, boolean paired) {
    if (paired || socket.watch() || !gone(side, socket)) {
      socket.carry();
      ended();
    } else {
      socket.close();
    }
  }

  boolean isListening() {
    for (Side side : Side.values()) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), address(side).port())) {
        return socket.isConnected();
      } catch (IOException e) {
        // Refused, as it should be.
      }
    }
    return false;
  }

  private synchronized boolean isRefusing() {
    return refusing;
  }

  private synchronized boolean arrived(Side side, WaitingSocket socket) throws IOException {
    Pairing.@Nullable Pair<WaitingSocket> pair = pairing.arrived(side, socket);
    open.add(socket);
    if (pair == null) {
      return false;
    }
    JoinedSockets joined =
        new JoinedSockets(
            "relay",
            pump,
            pair.a().channel(),
            pair.b().channel(),
            null,
            null,
            Opening.NONE,
            Duration.ofSeconds(60));
    open.add(joined);
    pair.a().join(joined, true);
    pair.b().join(joined, false);
    return true;
  }

  private synchronized boolean gone(Side side, WaitingSocket socket) {
    return pairing.gone(side, socket);
  }

  private synchronized void ended() {
    pairing.pairEnded();
  }

  @Override
  public synchronized void close() throws IOException {
    portA.close();
    portB.close();
    for (AutoCloseable one : open) {
      try {
        one.close();
      } catch (Exception e) {
        throw new IOException(e);
      }
    }
  }
}
