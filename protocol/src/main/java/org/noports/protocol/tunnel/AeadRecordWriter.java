package org.noports.protocol.tunnel;

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
  /** What a record adds to its payload: length, type and tag. */
  public static final int OVERHEAD = 2 + 1 + GcmKey.TAG_BYTES;

  /** Room for any one call: a record with the largest payload, and a REKEY before it. */
  public static final int MAX_BYTES_A_CALL = AeadRecord.MAX_PAYLOAD + 2 * OVERHEAD;

  /** A key protects no more records than this, REKEY included. */
  public static final long MAX_RECORDS_A_KEY = 1L << 20;

  private static final byte[] NOTHING = new byte[0];

  private enum State {
    NEW,
    OPEN,
    ENDED
  }

  private final ConnectionId connection;
  private final long recordsAKey;
  private AesKey key;
  private GcmKey cipher;
  private long sequence;
  private State state = State.NEW;

  public AeadRecordWriter(AesKey key, ConnectionId connection) {
    this(key, connection, MAX_RECORDS_A_KEY);
  }

  AeadRecordWriter(AesKey key, ConnectionId connection, long recordsAKey) {
    this.key = key;
    this.cipher = new GcmKey(key);
    this.connection = connection;
    this.recordsAKey = recordsAKey;
  }

  /** The first record, to be sent at once. */
  public int hello(byte[] to, int offset) {
    require(State.NEW);
    state = State.OPEN;
    byte[] id = connection.bytes();
    return seal(AeadRecordType.HELLO, id, 0, id.length, to, offset);
  }

  /** One record with 1 to {@value AeadRecord#MAX_PAYLOAD} bytes. */
  public int data(byte[] from, int fromOffset, int length, byte[] to, int offset) {
    if (length < 1) {
      throw new ProtocolException(ErrorCode.AT0022, "an authenticated record without data");
    }
    return record(AeadRecordType.DATA, from, fromOffset, length, to, offset);
  }

  /** One record of zeros the receiver ignores. */
  public int pad(int length, byte[] to, int offset) {
    return record(AeadRecordType.PAD, new byte[length], 0, length, to, offset);
  }

  /** Replaces the key now; owners do so when it was in use for 24 hours. */
  public int rekey(byte[] to, int offset) {
    require(State.OPEN);
    int written = seal(AeadRecordType.REKEY, NOTHING, 0, 0, to, offset);
    key = AeadKeys.next(key);
    cipher = new GcmKey(key);
    sequence = 0;
    return written;
  }

  /** The last record of this direction. */
  public int end(byte[] to, int offset) {
    int written = record(AeadRecordType.END, NOTHING, 0, 0, to, offset);
    state = State.ENDED;
    return written;
  }

  private int record(
      AeadRecordType type, byte[] from, int fromOffset, int length, byte[] to, int offset) {
    require(State.OPEN);
    if (length > AeadRecord.MAX_PAYLOAD) {
      throw new ProtocolException(ErrorCode.AT0022, "an authenticated record of over 16384 bytes");
    }
    // The last record a key may protect is the one that replaces it.
    int rekeyed = sequence >= recordsAKey - 1 ? rekey(to, offset) : 0;
    return rekeyed + seal(type, from, fromOffset, length, to, offset + rekeyed);
  }

  private int seal(
      AeadRecordType type, byte[] from, int fromOffset, int length, byte[] to, int offset) {
    int sealed = 1 + length + GcmKey.TAG_BYTES;
    byte[] header = {(byte) (sealed >>> 8), (byte) sealed};
    System.arraycopy(header, 0, to, offset, header.length);
    int written =
        cipher.seal(sequence, header, type.code(), from, fromOffset, length, to, offset + 2);
    sequence++;
    return header.length + written;
  }

  private void require(State wanted) {
    if (state != wanted) {
      throw new IllegalStateException("an authenticated stream is " + state + ", not " + wanted);
    }
  }
}
