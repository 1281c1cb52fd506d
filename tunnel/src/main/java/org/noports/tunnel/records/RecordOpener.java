package org.noports.tunnel.records;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.noports.protocol.tunnel.AeadRecord;
import org.noports.protocol.tunnel.AeadRecordReader;
import org.noports.protocol.tunnel.AeadRecordType;
import org.noports.protocol.tunnel.AeadStreamException;
import org.noports.tunnel.pump.ArrayConversion;
import org.noports.tunnel.pump.BrokenStreamException;
import org.noports.tunnel.pump.Scratch;

/**
 * The direction from the relay to a local socket: gives the payload of whole authentic records, and
 * nothing of any other. Payload is written in front of the records it came in; a record that began
 * in an earlier read needs as much room there as the reader has of it. Not thread-safe.
 */
final class RecordOpener implements ArrayConversion {
  private final AeadRecordReader reader;

  /**
   * @param reader after its HELLO
   */
  RecordOpener(AeadRecordReader reader) {
    this.reader = reader;
  }

  @Override
  public int headroom(int length) {
    return reader.pending();
  }

  @Override
  public void convert(ByteBuffer buffer, Scratch scratch) throws BrokenStreamException {
    byte[] plain = scratch.out();
    int to = 0;
    try {
      while (buffer.hasRemaining()) {
        reader.add(buffer);
        if (reader.next(plain) == AeadRecordType.DATA) {
          buffer.put(to, plain, AeadRecord.PAYLOAD, reader.payloadLength());
          to += reader.payloadLength();
        }
      }
    } catch (AeadStreamException e) {
      throw broken(e);
    }
    buffer.limit(to).position(0);
  }

  /** A read that ends with a record leaves nothing to be kept, if the sender fills its records. */
  @Override
  public int mostToRead() {
    return MOST - reader.pending();
  }

  @Override
  public int convert(byte[] from, int offset, int length, byte[] to, int toOffset)
      throws BrokenStreamException {
    int end = offset + length;
    int next = offset;
    int at = toOffset;
    try {
      while (next < end) {
        // A record's type is put in front of its payload, over the end of the payload before.
        int type = at - AeadRecord.PAYLOAD;
        byte before = to[type];
        int whole = reader.whole(from, next, end - next);
        @Nullable AeadRecordType opened;
        if (whole > 0) {
          opened = reader.next(from, next, whole, to, type);
          next += whole;
        } else {
          ByteBuffer part = ByteBuffer.wrap(from, next, end - next);
          reader.add(part);
          opened = reader.next(to, type);
          next = part.position();
        }
        to[type] = before;
        if (opened == AeadRecordType.DATA) {
          at += reader.payloadLength();
        }
      }
    } catch (AeadStreamException e) {
      throw broken(e);
    }
    return at - toOffset;
  }

  @Override
  public boolean ended() {
    return reader.ended();
  }

  @Override
  public void finish(ByteBuffer empty, Scratch scratch) throws BrokenStreamException {
    try {
      reader.endOfStream();
    } catch (AeadStreamException e) {
      throw broken(e);
    }
    empty.flip();
  }

  /** The receiver is a local socket: only its own end of stream tells it anything. */
  @Override
  public boolean endsInBand() {
    return false;
  }

  private static BrokenStreamException broken(AeadStreamException e) {
    return new BrokenStreamException("the tunnel gave what the peer did not send: " + reason(e), e);
  }

  private static String reason(AeadStreamException e) {
    return String.valueOf(e.getMessage());
  }
}
