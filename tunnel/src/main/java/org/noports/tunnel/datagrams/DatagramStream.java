package org.noports.tunnel.datagrams;

import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.noports.protocol.tunnel.AeadRecord;
import org.noports.protocol.tunnel.AeadRecordReader;
import org.noports.protocol.tunnel.AeadRecordType;
import org.noports.protocol.tunnel.AeadRecordWriter;
import org.noports.protocol.tunnel.AeadStreamException;
import org.noports.protocol.tunnel.DatagramReader;
import org.noports.tunnel.pump.JoinEnd;
import org.noports.tunnel.pump.JoinResult;
import org.noports.tunnel.pump.Sockets;
import org.noports.tunnel.records.AuthenticatedStream;

/**
 * One connection through the relay that carries datagrams (docs/extensions/udp.md). Its HELLOs are
 * through when it is made.
 *
 * <pre>
 * open --the queue is closed--> all of it and END are sent --peer's END--> closed
 *      --peer's END-----------> the queue is closed, END is sent --------> closed
 *      --not what the peer sent--> reset
 * </pre>
 *
 * <p>The caller of {@link #carry} receives, a virtual thread sends. The queue takes in from any.
 */
public final class DatagramStream {
  /** How long each takes at most: a last write, the peer's end after ours, its close. */
  private static final Duration END_LIMIT = Duration.ofSeconds(5);

  /** A key is replaced after so long in use (sessions.md 8.3). */
  private static final Duration KEY_LIFE = Duration.ofHours(24);

  private static final int RECORDS_A_WRITE = 4;
  private static final int READ_BYTES = 64 * 1024;
  private static final Logger LOG = System.getLogger(DatagramStream.class.getName());

  private final String name;
  private final SocketChannel relay;
  private final AeadRecordWriter writer;
  private final AeadRecordReader reader;
  private final DatagramQueue queue;
  private final CountDownLatch received = new CountDownLatch(1);

  /** Written by the sending thread. */
  private volatile boolean endSent;

  private long keySince = System.nanoTime();

  /** Written by the sending thread. */
  private volatile long sentBytes;

  /** For the thread that carries. */
  private long receivedBytes;

  public DatagramStream(
      String name, SocketChannel relay, AuthenticatedStream stream, DatagramQueue queue) {
    this.name = name;
    this.relay = relay;
    this.writer = stream.writer();
    this.reader = stream.reader();
    this.queue = queue;
  }

  /** Sends what the queue gives and gives the sink what comes, until both have ended. */
  public JoinResult carry(DatagramReader.Sink sink) {
    Thread sender = Thread.ofVirtual().name(name + " datagrams out").start(this::send);
    Thread.ofVirtual().name(name + " datagrams end").start(this::limitEnd);
    JoinEnd end = JoinEnd.CLOSED;
    boolean second = false;
    try {
      receive(sink);
      second = !endSent;
    } catch (AeadStreamException e) {
      end = JoinEnd.BROKEN;
      LOG.log(
          Level.WARNING,
          () ->
              name
                  + ": the tunnel gave what the peer did not send: "
                  + e.getMessage()
                  + "; it is reset");
      Sockets.reset(relay);
    } catch (IOException e) {
      end = JoinEnd.RESET;
      Sockets.reset(relay);
    } finally {
      received.countDown();
      queue.close();
      join(sender);
      if (second) {
        awaitClose();
      }
      Sockets.close(relay);
    }
    return new JoinResult(end, sentBytes, receivedBytes);
  }

  private void receive(DatagramReader.Sink sink) throws IOException {
    InputStream in = relay.socket().getInputStream();
    DatagramReader datagrams = new DatagramReader();
    byte[] wire = new byte[READ_BYTES];
    byte[] plain = new byte[AeadRecord.MAX_PLAIN];
    while (!reader.ended()) {
      int length = in.read(wire);
      if (length < 0) {
        reader.endOfStream();
        return;
      }
      ByteBuffer bytes = ByteBuffer.wrap(wire, 0, length);
      while (bytes.hasRemaining()) {
        reader.add(bytes);
        if (reader.next(plain) == AeadRecordType.DATA) {
          receivedBytes += reader.payloadLength();
          datagrams.feed(plain, AeadRecord.PAYLOAD, reader.payloadLength(), sink);
        }
      }
    }
    datagrams.end();
  }

  /** A write that does not get through ends with the socket, which the receiver closes. */
  private void send() {
    byte[] plain = new byte[AeadRecord.MAX_PLAIN];
    byte[] sealed =
        new byte[RECORDS_A_WRITE * AeadRecordWriter.MAX_BYTES_A_CALL + AeadRecord.OVERHEAD];
    try {
      queue.begin();
      long sent = 0;
      boolean more = true;
      while (more) {
        int length = 0;
        Duration wait = KEY_LIFE;
        for (int records = 0; records < RECORDS_A_WRITE && more; records++) {
          int taken = queue.take(plain, AeadRecord.PAYLOAD, AeadRecord.MAX_PAYLOAD, wait);
          more = taken >= 0;
          if (taken == 0 && records > 0) {
            break;
          }
          length += replaceOldKey(sealed, length);
          if (taken > 0) {
            sent += taken;
            length += writer.data(plain, taken, sealed, length);
          } else if (taken < 0) {
            length += writer.end(sealed, length);
          }
          wait = Duration.ZERO;
        }
        write(ByteBuffer.wrap(sealed, 0, length));
        sentBytes = sent;
      }
      endSent = true;
    } catch (IOException e) {
      Sockets.reset(relay);
    } catch (InterruptedException e) {
      Sockets.reset(relay);
      Thread.currentThread().interrupt();
    }
  }

  /** Some relays drop what is on its way when a side closes, and that would be the end we told. */
  private void awaitClose() {
    try {
      Sockets.awaitClose(relay, END_LIMIT);
    } catch (IOException e) {
      // Gone already.
    }
  }

  /** From the moment the queue is closed the peer has its time to end too. */
  private void limitEnd() {
    try {
      queue.awaitClosed();
      if (!received.await(2 * END_LIMIT.toNanos(), TimeUnit.NANOSECONDS)) {
        Sockets.reset(relay);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private int replaceOldKey(byte[] sealed, int offset) {
    long now = System.nanoTime();
    if (now - keySince < KEY_LIFE.toNanos()) {
      return 0;
    }
    keySince = now;
    return writer.rekey(sealed, offset);
  }

  private void write(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      relay.write(bytes);
    }
  }

  private void join(Thread sender) {
    try {
      if (!sender.join(END_LIMIT)) {
        Sockets.reset(relay);
        sender.join();
      }
    } catch (InterruptedException e) {
      Sockets.reset(relay);
      Thread.currentThread().interrupt();
    }
  }
}
