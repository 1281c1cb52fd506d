package org.noports.protocol.tunnel;

import static org.noports.protocol.tunnel.DatagramFrame.HEADER;
import static org.noports.protocol.tunnel.DatagramFrame.MAX_DATAGRAM;

import java.nio.ByteBuffer;

/**
 * Takes the payload of DATA records apart into datagrams (docs/extensions/udp.md). A datagram may
 * begin in one record and end in a later one; at most one is kept. Not thread-safe.
 */
public final class DatagramReader {
  /** Takes what arrives. */
  @FunctionalInterface
  public interface Sink {
    /**
     * One datagram, whole; its bytes are only lent.
     *
     * @param flow any 32 bits
     */
    void datagram(int flow, ByteBuffer bytes);
  }

  private final byte[] frame = new byte[HEADER + MAX_DATAGRAM];
  private int filled;

  /** At the beginning of a stream. */
  public DatagramReader() {}

  /** Gives the sink every datagram these bytes complete. */
  public void feed(byte[] bytes, int offset, int length, Sink sink) {
    int at = offset;
    int end = offset + length;
    while (at < end) {
      if (filled == 0 && end - at >= HEADER && end - at - HEADER >= length(bytes, at)) {
        // Whole in the record, as most are: nothing is copied.
        int datagram = length(bytes, at);
        sink.datagram(
            flow(bytes, at),
            ByteBuffer.wrap(bytes, at + HEADER, datagram).slice().asReadOnlyBuffer());
        at += HEADER + datagram;
      } else {
        at += collect(bytes, at, end, sink);
      }
    }
  }

  /** To be called when the stream has ended: an error when it did within a datagram. */
  public void end() {
    if (filled != 0) {
      throw new AeadStreamException(
          AeadStreamException.Problem.MALFORMED, "the stream ended within a datagram");
    }
  }

  /** Bytes taken. */
  private int collect(byte[] bytes, int at, int end, Sink sink) {
    int wanted = filled < HEADER ? HEADER : HEADER + length(frame, 0);
    int now = Math.min(wanted - filled, end - at);
    System.arraycopy(bytes, at, frame, filled, now);
    filled += now;
    if (filled >= HEADER && filled == HEADER + length(frame, 0)) {
      filled = 0;
      sink.datagram(
          flow(frame, 0),
          ByteBuffer.wrap(frame, HEADER, length(frame, 0)).slice().asReadOnlyBuffer());
    }
    return now;
  }

  private static int flow(byte[] bytes, int at) {
    return (bytes[at] & 0xff) << 24
        | (bytes[at + 1] & 0xff) << 16
        | (bytes[at + 2] & 0xff) << 8
        | (bytes[at + 3] & 0xff);
  }

  private static int length(byte[] bytes, int at) {
    int length = (bytes[at + 4] & 0xff) << 8 | (bytes[at + 5] & 0xff);
    if (length > MAX_DATAGRAM) {
      throw new AeadStreamException(
          AeadStreamException.Problem.MALFORMED, "a datagram of over 65507 bytes");
    }
    return length;
  }
}
