package org.noports.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;
import org.noports.tunnel.pump.JoinResult;
import org.noports.tunnel.pump.Sockets;
import org.noports.tunnel.rendezvous.DataConnection;

/**
 * Joins a pair of streams, a program's stdin and stdout, with one connection of a session. The end
 * of the input is passed on as half-close; the tunnel ends with the output.
 *
 * <p>Threads: the input is read by a daemon thread that outlives the tunnel when nothing comes any
 * more, because a read of stdin can't be broken off; the join has a virtual one. For one use.
 */
public final class StreamTunnel {
  private static final int CHUNK = 64 * 1024;
  private static final Logger LOG = System.getLogger(StreamTunnel.class.getName());

  private final DataConnection connection;
  private volatile @Nullable JoinResult result;
  private volatile boolean inputEnded;

  public StreamTunnel(DataConnection connection) {
    this.connection = connection;
  }

  /**
   * Carries until the device's side has ended and all it sent is written; the result is null when
   * the connection was lost at its start.
   */
  public @Nullable JoinResult carry(InputStream in, OutputStream out)
      throws IOException, InterruptedException {
    try (connection;
        SocketPair pair = SocketPair.open()) {
      Thread join =
          Thread.ofVirtual().name("stdio join").start(() -> result = connection.carry(pair.far()));
      Thread.ofPlatform().daemon().name("stdin").start(() -> send(in, pair.near()));
      try {
        copy(pair.near().socket().getInputStream(), out);
      } finally {
        // The device's side may end before the input does: nothing is waited for then.
        Sockets.close(pair.near());
      }
      join.join();
      return result;
    }
  }

  /** Whether the input had ended when the tunnel did. */
  public boolean inputEnded() {
    return inputEnded;
  }

  private void send(InputStream in, SocketChannel near) {
    try {
      copy(in, near.socket().getOutputStream());
      inputEnded = true;
      near.shutdownOutput();
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "the input has nowhere to go any more: {0}", e.toString());
    }
  }

  /** Passes on what there is at once. */
  private static void copy(InputStream in, OutputStream out) throws IOException {
    byte[] buffer = new byte[CHUNK];
    for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
      out.write(buffer, 0, n);
      out.flush();
    }
  }
}
