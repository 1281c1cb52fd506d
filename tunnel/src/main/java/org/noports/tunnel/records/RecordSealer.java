package org.noports.tunnel.records;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.noports.protocol.tunnel.AeadRecord;
import org.noports.protocol.tunnel.AeadRecordWriter;
import org.noports.tunnel.pump.ArrayConversion;
import org.noports.tunnel.pump.Scratch;

/**
 * The direction from a local socket to the relay: what one read gave becomes records, and its end
 * of stream END. Records are written in front of the bytes they are made of, which needs as much
 * room there as they add. Not thread-safe.
 */
final class RecordSealer implements ArrayConversion {
  /** A key is replaced after so long in use. */
  static final Duration KEY_LIFE = Duration.ofHours(24);

  private final AeadRecordWriter writer;
  private final LongSupplier nanoClock;
  private long keySince;

  /**
   * @param writer after its HELLO
   */
  RecordSealer(AeadRecordWriter writer, LongSupplier nanoClock) {
    this.writer = writer;
    this.nanoClock = nanoClock;
    this.keySince = nanoClock.getAsLong();
  }

  @Override
  public int headroom(int length) {
    int records = (length + AeadRecord.MAX_PAYLOAD - 1) / AeadRecord.MAX_PAYLOAD;
    // Each may follow one that replaces a worn key, and the first one that replaces an old key.
    return (2 * records + 1) * AeadRecord.OVERHEAD;
  }

  @Override
  public void convert(ByteBuffer buffer, Scratch scratch) {
    int from = buffer.position();
    int end = buffer.limit();
    buffer.clear();
    int to = replaceOldKey(scratch.out(), 0);
    buffer.put(0, scratch.out(), 0, to);
    while (from < end) {
      int length = Math.min(AeadRecord.MAX_PAYLOAD, end - from);
      buffer.get(from, scratch.in(), AeadRecord.PAYLOAD, length);
      int sealed = writer.data(scratch.in(), length, scratch.out(), 0);
      buffer.put(to, scratch.out(), 0, sealed);
      from += length;
      to += sealed;
    }
    buffer.limit(to);
  }

  @Override
  public int mostToRead() {
    return MOST / (AeadRecord.MAX_PAYLOAD + AeadRecord.OVERHEAD) * AeadRecord.MAX_PAYLOAD;
  }

  @Override
  public int convert(byte[] from, int offset, int length, byte[] to, int toOffset) {
    int at = toOffset + replaceOldKey(to, toOffset);
    int end = offset + length;
    for (int next = offset; next < end; next += AeadRecord.MAX_PAYLOAD) {
      at += writer.data(from, next, Math.min(AeadRecord.MAX_PAYLOAD, end - next), to, at);
    }
    return at - toOffset;
  }

  private int replaceOldKey(byte[] to, int offset) {
    long now = nanoClock.getAsLong();
    if (now - keySince < KEY_LIFE.toNanos()) {
      return 0;
    }
    keySince = now;
    return writer.rekey(to, offset);
  }

  @Override
  public boolean ended() {
    return false;
  }

  @Override
  public void finish(ByteBuffer empty, Scratch scratch) {
    empty.put(scratch.out(), 0, writer.end(scratch.out(), 0)).flip();
  }

  @Override
  public boolean endsInBand() {
    return true;
  }
}
