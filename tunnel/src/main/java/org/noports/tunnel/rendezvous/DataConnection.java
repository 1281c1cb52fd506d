package org.noports.tunnel.rendezvous;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.noports.protocol.tunnel.DatagramReader;
import org.noports.tunnel.datagrams.DatagramQueue;
import org.noports.tunnel.pump.JoinResult;
import org.noports.tunnel.pump.Sockets;

/**
 * A connection of a session's client side, dialled and announced to the device, that waits for the
 * local socket it is for. One thread carries it; closing is for any. Ends with its session.
 */
public final class DataConnection implements Closeable {
  private final String name;
  private final ClientSide side;
  private final ClientControl control;
  private final RelayStream stream;
  private final AtomicBoolean ended = new AtomicBoolean();
  private volatile @Nullable ServiceUnreachable failure;

  /** The side's lifetime owns the relay's socket and has counted this connection. */
  DataConnection(String name, ClientSide side, ClientControl control, RelayStream stream) {
    this.name = name;
    this.side = side;
    this.control = control;
    this.stream = stream;
  }

  /**
   * Waits until the device has reached the service: where it says so, that is, in authenticated
   * sessions. {@link ServiceUnreachable} when it has not.
   */
  public void awaitOpened(Duration limit) throws IOException, InterruptedException {
    control.awaitOpened(stream, limit);
  }

  /**
   * Joins it with a local socket until both have ended, and closes both; null when it was lost
   * before it began.
   */
  public @Nullable JoinResult carry(SocketChannel local) {
    JoinResult result = null;
    try {
      result = side.carry(name, stream, local);
    } finally {
      end(result);
    }
    return result;
  }

  /**
   * Sends the datagrams of a queue and gives those that come to a sink, until both ends have ended;
   * null when it was lost before it began. Only of a connection that was dialled to a UDP service.
   */
  public @Nullable JoinResult carry(DatagramQueue queue, DatagramReader.Sink sink) {
    JoinResult result = null;
    try {
      result = side.carry(name, stream, queue, sink);
    } finally {
      end(result);
    }
    return result;
  }

  /**
   * Why the device could not reach the service, once the connection has ended; null when it did, or
   * when it can't say so.
   */
  public @Nullable ServiceUnreachable failure() {
    return failure;
  }

  /** Whether the device says when it could not reach the service. */
  public boolean tellsFailure() {
    return stream instanceof RelayStream.Authenticated;
  }

  /** Gives up a connection nobody carries; one that is carried ends too. */
  @Override
  public void close() {
    end(null);
  }

  private void end(@Nullable JoinResult result) {
    Sockets.close(stream.relay());
    if (!ended.getAndSet(true)) {
      side.lifetime.disown(stream.relay());
      failure = control.refused(stream);
      control.ended(stream);
      side.lifetime.connectionEnded(result);
    }
  }
}
