package org.noports.tunnel.rendezvous;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.noports.tunnel.pairing.Side;
import org.noports.tunnel.pump.Sockets;
import org.noports.tunnel.records.RecordMeddler;

/**
 * A relay in hostile hands: pairs as it likes, and does what it likes to the records of a pair. It
 * preserves no half-close: what ends on one side is closed on both, as the oldest relays do.
 */
final class MeddlingRelay implements AutoCloseable {
  /** The two directions of one pair. */
  record Meddlers(RecordMeddler clientToDevice, RecordMeddler deviceToClient) {
    static Meddlers harmless() {
      return new Meddlers(RecordMeddler.harmless(), RecordMeddler.harmless());
    }
  }

  private final ServerSocketChannel portA = TwoPorts.bind();
  private final ServerSocketChannel portB = TwoPorts.bind();
  private final Map<Integer, Meddlers> meddlers = new HashMap<>();
  private final Map<Integer, SocketChannel> waitingA = new HashMap<>();
  private final Map<Integer, SocketChannel> waitingB = new HashMap<>();
  private final List<SocketChannel> open = new ArrayList<>();
  private boolean shifting;
  private int pairs;

  MeddlingRelay() {
    Thread.ofVirtual().start(() -> accept(Side.A, portA));
    Thread.ofVirtual().start(() -> accept(Side.B, portB));
  }

  RelayAddress address(Side side) {
    return new RelayAddress("127.0.0.1", TwoPorts.port(side == Side.A ? portA : portB));
  }

  /** What becomes of the pair with this number; 0 is the control channel. */
  synchronized Meddlers pair(int number) {
    return meddlers.computeIfAbsent(number, n -> Meddlers.harmless());
  }

  synchronized void meddle(int number, Meddlers how) {
    meddlers.put(number, how);
  }

  /** Pairs joined so far, the control channel's among them. */
  synchronized int pairs() {
    return pairs;
  }

  /** Ends one pair. */
  synchronized void cut(int pair) throws IOException {
    for (Map<Integer, SocketChannel> side : List.of(waitingA, waitingB)) {
      SocketChannel channel = side.get(pair);
      if (channel != null) {
        channel.close();
      }
    }
  }

  /** From now on the first data connection of one side gets the second of the other. */
  synchronized void shift() {
    shifting = true;
  }

  private void accept(Side side, ServerSocketChannel server) {
    try {
      for (int number = 0; ; number++) {
        SocketChannel channel = server.accept();
        Sockets.tune(channel);
        InputStream in = channel.socket().getInputStream();
        while (in.read() != '\n') {
          // The line that proves the side: whose it is does not matter here.
        }
        arrived(side, number, channel);
      }
    } catch (IOException e) {
      // Closed.
    }
  }

  private synchronized void arrived(Side side, int number, SocketChannel channel) {
    open.add(channel);
    int pair = side == Side.B && shifting && number > 0 ? 3 - number : number;
    (side == Side.A ? waitingA : waitingB).put(pair, channel);
    SocketChannel a = waitingA.get(pair);
    SocketChannel b = waitingB.get(pair);
    if (a != null && b != null) {
      pairs++;
      Meddlers meddling = pair(pair);
      Thread.ofVirtual().start(() -> meddling.clientToDevice().run(a, b));
      Thread.ofVirtual().start(() -> meddling.deviceToClient().run(b, a));
    }
  }

  @Override
  public synchronized void close() throws IOException {
    portA.close();
    portB.close();
    for (SocketChannel channel : open) {
      channel.close();
    }
  }
}
