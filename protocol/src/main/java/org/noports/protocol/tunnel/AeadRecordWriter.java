package org.noports.protocol.tunnel;

import static org.noports.protocol.tunnel.AeadRecord.HEADER;
import static org.noports.protocol.tunnel.AeadRecord.MAX_PAYLOAD;
import static org.noports.protocol.tunnel.AeadRecord.PAYLOAD;

import org.noports.protocol.ErrorCode;
import org.noports.protocol.ProtocolException;
import org.noports.protocol.crypto.AesKey;
import org.noports.protocol.crypto.GcmKey;

/**
 * Seals one direction of an authenticated stream (sessions.md 8.3). Each call writes whole records
 * into the caller's array and gives how many bytes; a worn key is replaced before the record that
 * would wear it out. Not thread-safe.
 *
 * <pre>
 * new --hello--> open --data, pad, rekey--> open --end--> ended
 * </pre>
 */
public final class AeadRecordWriter {
  /** Room for any one call: a record with the largest payload, and a REKEY before it. */
  public static final int MAX_BYTES_A_CALL = MAX_PAYLOAD + 2 * AeadRecord.OVERHEAD;

  /** A key protects no more records than this, REKEY included. */
  public static final long MAX_RECORDS_A_KEY = 1L << 20;

  private final ConnectionId connection;
  private final long recordsAKey;
  private AesKey key;
  private GcmKey cipher;
  private long sequence;
  private AeadStreamState state = AeadStreamState.NEW;

  public AeadRecordWriter(AesKey key, ConnectionId connection) {
    this(key, connection, MAX_RECORDS_A_KEY);
  }

  /**
   * @param recordsAKey fewer than {@link #MAX_RECORDS_A_KEY}, at least 2
   */
  public AeadRecordWriter(AesKey key, ConnectionId connection, long recordsAKey) {
    if (recordsAKey < 2 || recordsAKey > MAX_RECORDS_A_KEY) {
      throw new IllegalArgumentException("a key protects 2 to 2^20 records");
    }
    this.key = key;
    this.cipher = new GcmKey(key);
    this.connection = connection;
    this.recordsAKey = recordsAKey;
  }

  /** The first record, to be sent at once. */
  public int hello(byte[] to, int offset) {
    require(AeadStreamState.NEW);
    state = AeadStreamState.OPEN;
    byte[] plain = new byte[PAYLOAD + ConnectionId.BYTES];
    System.arraycopy(connection.bytes(), 0, plain, PAYLOAD, ConnectionId.BYTES);
    return seal(AeadRecordType.HELLO, plain, PAYLOAD, ConnectionId.BYTES, to, offset);
  }

  /**
   * One record with 1 to {@value AeadRecord#MAX_PAYLOAD} bytes.
   *
   * @param plain the payload stands there from {@link AeadRecord#PAYLOAD} on; what is before it is
   *     overwritten
   */
  public int data(byte[] plain, int length, byte[] to, int offset) {
    return data(plain, PAYLOAD, length, to, offset);
  }

  /**
   * As above, of a payload that stands anywhere.
   *
   * @param at where the payload begins, 1 or more; the byte before it is overwritten
   */
  public int data(byte[] plain, int at, int length, byte[] to, int offset) {
    if (length < 1) {
      throw new ProtocolException(ErrorCode.AT0022, "an authenticated record without data");
    }
    return record(AeadRecordType.DATA, plain, at, length, to, offset);
  }

  /** One record of zeros the receiver ignores. */
  public int pad(int length, byte[] to, int offset) {
    return record(AeadRecordType.PAD, new byte[PAYLOAD + length], PAYLOAD, length, to, offset);
  }

  /** Replaces the key now; owners do so when it was in use for 24 hours. */
  public int rekey(byte[] to, int offset) {
    require(AeadStreamState.OPEN);
    int written = seal(AeadRecordType.REKEY, new byte[PAYLOAD], PAYLOAD, 0, to, offset);
    key = AeadKeys.next(key);
    cipher = new GcmKey(key);
    sequence = 0;
    return written;
  }

  /** The last record of this direction. */
  public int end(byte[] to, int offset) {
    int written = record(AeadRecordType.END, new byte[PAYLOAD], PAYLOAD, 0, to, offset);
    state = AeadStreamState.ENDED;
    return written;
  }

  private int record(AeadRecordType type, byte[] plain, int at, int length, byte[] to, int offset) {
    require(AeadStreamState.OPEN);
    if (length > MAX_PAYLOAD) {
      throw new ProtocolException(ErrorCode.AT0022, "an authenticated record of over 16384 bytes");
    }
    // The last record a key may protect is the one that replaces it.
    int rekeyed = sequence >= recordsAKey - 1 ? rekey(to, offset) : 0;
    return rekeyed + seal(type, plain, at, length, to, offset + rekeyed);
  }

  private int seal(AeadRecordType type, byte[] plain, int at, int length, byte[] to, int offset) {
    int from = at - PAYLOAD;
    int sealed = PAYLOAD + length + GcmKey.TAG_BYTES;
    to[offset] = (byte) (sealed >>> 8);
    to[offset + 1] = (byte) sealed;
    plain[from] = type.code();
    int written =
        cipher.seal(
            sequence, to, offset, HEADER, plain, from, PAYLOAD + length, to, offset + HEADER);
    sequence++;
    return HEADER + written;
  }

  private void require(AeadStreamState wanted) {
    if (state != wanted) {
      throw new IllegalStateException("an authenticated stream is " + state + ", not " + wanted);
    }
  }
}
