package org.noports.tunnel.rendezvous;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.noports.protocol.tunnel.ControlLine;
import org.noports.protocol.tunnel.ControlLineReader;
import org.noports.tunnel.pump.Sockets;
import org.noports.tunnel.pump.Transform;

/**
 * A control channel in clear or in counter mode: lines, each in one write, because some daemons
 * take a read for a line (sessions.md 4.3). The lock is held while it writes: the order of the
 * lines and the position in the key stream are one thing.
 */
final class PlainControl implements ControlChannel {
  private final SocketChannel channel;
  private final InputStream in;
  private final @Nullable Transform sending;
  private final @Nullable Transform receiving;
  private final @Nullable ControlLineReader lines;
  private final byte[] wire = new byte[ControlLineReader.MAX_BUFFER_BYTES];
  private final byte[] clear = new byte[ControlLineReader.MAX_BUFFER_BYTES];
  private final ReentrantLock lock = new ReentrantLock();

  private PlainControl(
      SocketChannel channel,
      @Nullable Transform sending,
      @Nullable Transform receiving,
      @Nullable ControlLineReader lines)
      throws IOException {
    this.channel = channel;
    this.in = channel.socket().getInputStream();
    this.sending = sending;
    this.receiving = receiving;
    this.lines = lines;
  }

  /** The client's end, where nothing is ever heard but the end. */
  static PlainControl ofClient(SocketChannel channel, @Nullable Transform sending)
      throws IOException {
    return new PlainControl(channel, sending, null, null);
  }

  /** The device's end, where nothing is ever said. */
  static PlainControl ofDevice(
      SocketChannel channel, @Nullable Transform receiving, ControlLineReader lines)
      throws IOException {
    return new PlainControl(channel, null, receiving, lines);
  }

  @Override
  public void write(ControlLine line) throws IOException {
    byte[] bytes = line.bytes();
    byte[] sent = sending == null ? bytes : new byte[bytes.length];
    lock.lock();
    try {
      if (sending != null) {
        sending.apply(bytes, 0, bytes.length, sent, 0);
      }
      ByteBuffer buffer = ByteBuffer.wrap(sent);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
    } finally {
      lock.unlock();
      Arrays.fill(bytes, (byte) 0);
    }
  }

  @Override
  public @Nullable List<ControlLine> read() throws IOException {
    int length = in.read(wire);
    if (length < 0) {
      return null;
    }
    if (lines == null) {
      return List.of();
    }
    if (receiving == null) {
      return lines.feed(wire, 0, length);
    }
    receiving.apply(wire, 0, length, clear, 0);
    return lines.feed(clear, 0, length);
  }

  @Override
  public void reset() {
    Sockets.reset(channel);
  }

  @Override
  public void close() {
    Sockets.close(channel);
  }
}
