package org.noports.tunnel.rendezvous;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.noports.protocol.tunnel.ControlLine;
import org.noports.tunnel.pump.Transform;

/**
 * The client's end of the control channel: lines, each in one write, because some daemons take a
 * read for a line (sessions.md 4.3). Thread-safe. Its lock is held while it writes: the order of
 * the lines and the position in the key stream are one thing.
 */
final class ControlWriter {
  private final SocketChannel control;
  private final @Nullable Transform cipher;
  private final ReentrantLock lock = new ReentrantLock();

  ControlWriter(SocketChannel control, @Nullable Transform cipher) {
    this.control = control;
    this.cipher = cipher;
  }

  /** This machine's end; null when closed. */
  @Nullable InetAddress localAddress() {
    return control.isOpen() ? control.socket().getLocalAddress() : null;
  }

  void write(ControlLine line) throws IOException {
    byte[] clear = line.bytes();
    byte[] wire = cipher == null ? clear : new byte[clear.length];
    lock.lock();
    try {
      if (cipher != null) {
        cipher.apply(clear, 0, clear.length, wire, 0);
      }
      ByteBuffer bytes = ByteBuffer.wrap(wire);
      while (bytes.hasRemaining()) {
        control.write(bytes);
      }
    } finally {
      lock.unlock();
      Arrays.fill(clear, (byte) 0);
    }
  }
}
