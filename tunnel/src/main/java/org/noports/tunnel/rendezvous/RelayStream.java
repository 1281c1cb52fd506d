package org.noports.tunnel.rendezvous;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.noports.protocol.ProtocolException;
import org.noports.protocol.tunnel.ConnectionId;
import org.noports.protocol.tunnel.StartLine;
import org.noports.tunnel.datagrams.DatagramQueue;
import org.noports.tunnel.datagrams.DatagramStream;
import org.noports.tunnel.pump.Conversion;
import org.noports.tunnel.pump.JoinedSockets;
import org.noports.tunnel.pump.Opening;
import org.noports.tunnel.pump.Pump;
import org.noports.tunnel.pump.Sockets;
import org.noports.tunnel.records.AuthenticatedStream;

/**
 * One data connection of a session on its way through the relay: what is said on it first, and how
 * it is joined with the local socket. For one thread.
 */
sealed interface RelayStream {
  Duration HALF_CLOSE_IDLE = Duration.ofSeconds(60);

  SocketChannel relay();

  /** Says what has to be said before any local byte. */
  void begin() throws IOException;

  /** Joins; waits before for what the peer has to say first. */
  JoinedSockets join(String name, Pump pump, SocketChannel local) throws IOException;

  /** Carries datagrams instead; only in authenticated records (docs/extensions/udp.md). */
  default DatagramStream datagrams(String name, DatagramQueue queue) throws IOException {
    throw new IllegalStateException("only an authenticated session carries datagrams");
  }

  /**
   * In clear or in counter mode: nothing tells the peer from another, so little is sent and no end
   * passed on until the peer has answered (sessions.md 3.3, 3.5).
   */
  record Unauthenticated(
      SocketChannel relay,
      @Nullable Conversion toRelay,
      @Nullable Conversion fromRelay,
      Duration holdEnd)
      implements RelayStream {
    private static final int BYTES_AT_FIRST = 2048;
    private static final Duration AT_FIRST = Duration.ofMillis(300);

    @Override
    public void begin() {}

    @Override
    public JoinedSockets join(String name, Pump pump, SocketChannel local) throws IOException {
      return new JoinedSockets(
          name,
          pump,
          local,
          relay,
          toRelay,
          fromRelay,
          new Opening(BYTES_AT_FIRST, AT_FIRST, holdEnd),
          HALF_CLOSE_IDLE);
    }
  }

  /**
   * In authenticated records: begins with HELLO both ways (sessions.md 8.3).
   *
   * @param peerLimit how long the peer's may take
   */
  record Authenticated(
      ConnectionId id, SocketChannel relay, AuthenticatedStream stream, Duration peerLimit)
      implements RelayStream {
    /** A connection that is dead without a sign is given up after so long, for one dialled anew. */
    private static final Duration STARTED_LIMIT = Duration.ofSeconds(5);

    private static final Duration SESSION_LIFE = Duration.ofDays(365);

    @Override
    public void begin() throws IOException {
      stream.sendHello();
    }

    /** Of a prepared connection, at the client: says what it is for, and hears that it lives. */
    void start(StartLine line) throws IOException {
      stream.send(line.bytes());
      stream.awaitHello(peerLimit);
      try {
        StartLine.requireStarted(stream.receive(STARTED_LIMIT));
      } catch (ProtocolException e) {
        throw new IOException(e.getMessage(), e);
      }
    }

    /** Of a prepared connection, at the device: waits for that, as long as the session lasts. */
    StartLine awaitStart() throws IOException {
      stream.awaitHello(peerLimit);
      try {
        return StartLine.parse(stream.receive(SESSION_LIFE));
      } catch (ProtocolException e) {
        throw new IOException(e.getMessage(), e);
      }
    }

    /** Answers it. */
    void started() throws IOException {
      stream.send(StartLine.started());
    }

    @Override
    public JoinedSockets join(String name, Pump pump, SocketChannel local) throws IOException {
      stream.awaitHello(peerLimit);
      return new JoinedSockets(
          name,
          pump,
          local,
          relay,
          stream.sealer(),
          stream.opener(),
          Opening.NONE,
          HALF_CLOSE_IDLE);
    }

    @Override
    public DatagramStream datagrams(String name, DatagramQueue queue) throws IOException {
      stream.awaitHello(peerLimit);
      Sockets.tune(relay);
      return new DatagramStream(name, relay, stream, queue);
    }
  }
}
