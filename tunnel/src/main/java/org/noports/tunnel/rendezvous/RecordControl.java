package org.noports.tunnel.rendezvous;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.noports.protocol.tunnel.AeadRecord;
import org.noports.protocol.tunnel.AeadRecordReader;
import org.noports.protocol.tunnel.AeadRecordType;
import org.noports.protocol.tunnel.AeadRecordWriter;
import org.noports.protocol.tunnel.ControlLine;
import org.noports.protocol.tunnel.ControlLineReader;
import org.noports.tunnel.pump.Sockets;
import org.noports.tunnel.records.AuthenticatedStream;

/**
 * A control channel in authenticated records (sessions.md 8.3): both ends speak, a line in a
 * record. Its HELLOs are through when it is made. The lock is held while it writes: the order of
 * the records and their numbers are one thing.
 */
final class RecordControl implements ControlChannel {
  private static final Duration END_LIMIT = Duration.ofSeconds(1);
  private static final Duration KEY_LIFE = Duration.ofHours(24);

  private final SocketChannel channel;
  private final InputStream in;
  private final AeadRecordReader reader;
  private final ControlLineReader lines = ControlLineReader.strict();
  private final byte[] wire = new byte[ControlLineReader.MAX_BUFFER_BYTES];
  private final byte[] opened = new byte[AeadRecord.MAX_PLAIN];
  private final ReentrantLock lock = new ReentrantLock();
  // All below guarded by the lock.
  private final AeadRecordWriter writer;
  private final byte[] plain = new byte[AeadRecord.PAYLOAD + ControlLineReader.MAX_BUFFER_BYTES];
  private final byte[] sealed = new byte[AeadRecordWriter.MAX_BYTES_A_CALL];
  private long keySince = System.nanoTime();
  private boolean ended;

  RecordControl(SocketChannel channel, AuthenticatedStream stream) throws IOException {
    this.channel = channel;
    this.in = channel.socket().getInputStream();
    this.reader = stream.reader();
    this.writer = stream.writer();
  }

  @Override
  public void write(ControlLine line) throws IOException {
    byte[] bytes = line.bytes();
    lock.lock();
    try {
      if (ended) {
        throw new IOException("the control channel is closed");
      }
      if (System.nanoTime() - keySince > KEY_LIFE.toNanos()) {
        keySince = System.nanoTime();
        send(writer.rekey(sealed, 0));
      }
      System.arraycopy(bytes, 0, plain, AeadRecord.PAYLOAD, bytes.length);
      send(writer.data(plain, bytes.length, sealed, 0));
    } finally {
      lock.unlock();
    }
  }

  private void send(int length) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(sealed, 0, length);
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
  }

  @Override
  public @Nullable List<ControlLine> read() throws IOException {
    if (reader.ended()) {
      return null;
    }
    int length = in.read(wire);
    if (length < 0) {
      reader.endOfStream();
      return null;
    }
    List<ControlLine> received = new ArrayList<>();
    ByteBuffer bytes = ByteBuffer.wrap(wire, 0, length);
    while (bytes.hasRemaining()) {
      reader.add(bytes);
      if (reader.next(opened) == AeadRecordType.DATA) {
        received.addAll(lines.feed(opened, AeadRecord.PAYLOAD, reader.payloadLength()));
      }
    }
    return received;
  }

  @Override
  public void reset() {
    Sockets.reset(channel);
  }

  /**
   * Tells the peer that this is the end and no cut; a peer that takes nothing is not waited for.
   */
  @Override
  public void close() {
    Thread telling = Thread.ofVirtual().name("end of a control channel").start(this::end);
    try {
      telling.join(END_LIMIT);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Sockets.close(channel);
  }

  private void end() {
    lock.lock();
    try {
      if (!ended) {
        ended = true;
        send(writer.end(sealed, 0));
      }
    } catch (IOException e) {
      // Nobody is left to be told.
    } finally {
      lock.unlock();
    }
  }
}
