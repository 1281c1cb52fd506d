package org.noports.tunnel.records;

import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Arrays;
import org.noports.protocol.crypto.AesKey;
import org.noports.protocol.tunnel.AeadKeys;
import org.noports.protocol.tunnel.AeadRecord;
import org.noports.protocol.tunnel.AeadRecordReader;
import org.noports.protocol.tunnel.AeadRecordType;
import org.noports.protocol.tunnel.AeadRecordWriter;
import org.noports.protocol.tunnel.AeadStreamException;
import org.noports.protocol.tunnel.ConnectionId;
import org.noports.tunnel.pump.Conversion;

/**
 * One connection through the relay as one of its ends sees it (sessions.md 8.3): the exchange of
 * HELLO, and then what the pump needs for each direction. The socket stays its owner's. For one
 * thread until both HELLOs are through.
 */
public final class AuthenticatedStream {
  /** How long the peer's HELLO may take: its end dials the relay meanwhile. */
  public static final Duration HELLO_LIMIT = Duration.ofSeconds(20);

  private final SocketChannel relay;
  private final AeadRecordWriter writer;
  private final AeadRecordReader reader;
  private boolean greeted;

  private AuthenticatedStream(
      SocketChannel relay, ConnectionId connection, AesKey sending, AesKey receiving) {
    this.relay = relay;
    this.writer = new AeadRecordWriter(sending, connection);
    this.reader = new AeadRecordReader(receiving, connection);
  }

  /** The client's end. */
  public static AuthenticatedStream ofClient(
      SocketChannel relay, AeadKeys keys, ConnectionId connection) {
    return new AuthenticatedStream(
        relay, connection, keys.clientToDaemon(connection), keys.daemonToClient(connection));
  }

  /** The device's end. */
  public static AuthenticatedStream ofDevice(
      SocketChannel relay, AeadKeys keys, ConnectionId connection) {
    return new AuthenticatedStream(
        relay, connection, keys.daemonToClient(connection), keys.clientToDaemon(connection));
  }

  /** Says which connection this is; to be done at once. */
  public void sendHello() throws IOException {
    write(ByteBuffer.wrap(hello()));
  }

  /** The same for an owner who sends it, once, behind something else. */
  public byte[] hello() {
    byte[] record = new byte[AeadRecordWriter.MAX_BYTES_A_CALL];
    return Arrays.copyOf(record, writer.hello(record, 0));
  }

  private void write(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      relay.write(bytes);
    }
  }

  /** Says something before the pump does; not more than one record holds. */
  public void send(byte[] payload) throws IOException {
    byte[] plain = new byte[AeadRecord.PAYLOAD + payload.length];
    System.arraycopy(payload, 0, plain, AeadRecord.PAYLOAD, payload.length);
    byte[] record = new byte[AeadRecordWriter.MAX_BYTES_A_CALL];
    write(ByteBuffer.wrap(record, 0, writer.data(plain, payload.length, record, 0)));
  }

  /** What the peer says in its next record of data, after its HELLO and before the pump reads. */
  public byte[] receive(Duration limit) throws IOException {
    long deadline = System.nanoTime() + limit.toNanos();
    byte[] plain = new byte[AeadRecord.MAX_PLAIN];
    try {
      if (nextRecord(deadline, plain) != AeadRecordType.DATA) {
        throw new IOException("the peer has ended the connection before it began");
      }
      relay.socket().setSoTimeout(0);
      return Arrays.copyOfRange(
          plain, AeadRecord.PAYLOAD, AeadRecord.PAYLOAD + reader.payloadLength());
    } catch (AeadStreamException e) {
      throw new IOException("the connection gave what the peer did not send", e);
    }
  }

  /**
   * Waits until the peer has said that it is at the other end of this very connection; at once when
   * it has before.
   *
   * @throws ShiftedException when somebody else is there, or nobody came within the limit: the
   *     relay does not pair the connections of this session as they belong, which has to end
   * @throws IOException when the connection was lost
   */
  public void awaitHello(Duration limit) throws IOException {
    if (greeted) {
      return;
    }
    try {
      nextRecord(System.nanoTime() + limit.toNanos(), new byte[AeadRecord.MAX_PLAIN]);
      relay.socket().setSoTimeout(0);
      greeted = true;
    } catch (SocketTimeoutException e) {
      throw new ShiftedException("the peer did not say who it is in time", e);
    } catch (AeadStreamException e) {
      throw new ShiftedException("the peer is at the end of another connection", e);
    }
  }

  private AeadRecordType nextRecord(long deadline, byte[] plain) throws IOException {
    InputStream in = relay.socket().getInputStream();
    byte[] record = new byte[AeadRecord.MAX_PLAIN + AeadRecord.OVERHEAD];
    AeadRecordType type;
    do {
      // No more than this record: what follows it is the pump's to read.
      int read = in.read(record, 0, boundedMissing(deadline));
      if (read < 0) {
        throw new IOException("the connection was closed before the peer said what it had to");
      }
      reader.add(ByteBuffer.wrap(record, 0, read));
      type = reader.next(plain);
    } while (type == null);
    return type;
  }

  private int boundedMissing(long deadline) throws IOException {
    long left = (deadline - System.nanoTime()) / 1_000_000;
    if (left <= 0) {
      throw new SocketTimeoutException("nothing came in time");
    }
    relay.socket().setSoTimeout((int) Math.min(left, Integer.MAX_VALUE));
    return reader.missing();
  }

  /** For the pump: from the local socket to the relay. */
  public Conversion sealer() {
    return new RecordSealer(writer, System::nanoTime);
  }

  /** For the pump: from the relay to the local socket. */
  public Conversion opener() {
    return new RecordOpener(reader);
  }

  /** For an owner that sends messages instead. */
  public AeadRecordWriter writer() {
    return writer;
  }

  /** For an owner that receives messages instead. */
  public AeadRecordReader reader() {
    return reader;
  }
}
