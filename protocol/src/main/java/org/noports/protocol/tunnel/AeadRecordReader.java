package org.noports.protocol.tunnel;

import static org.noports.protocol.tunnel.AeadRecord.HEADER;
import static org.noports.protocol.tunnel.AeadRecord.MAX_SEALED;
import static org.noports.protocol.tunnel.AeadRecord.MIN_SEALED;
import static org.noports.protocol.tunnel.AeadRecord.PAYLOAD;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.noports.protocol.crypto.AesKey;
import org.noports.protocol.crypto.CryptoException;
import org.noports.protocol.crypto.GcmKey;

/**
 * Opens one direction of an authenticated stream (sessions.md 8.3). Holds one record at most: for
 * what a read gave, call {@link #add} and {@link #next} by turns until all of it is taken. After an
 * exception it stays failed. Not thread-safe.
 *
 * <pre>
 * new --HELLO of this connection--> open --DATA, REKEY, PAD--> open --END--> ended
 * any --anything else--> failed
 * </pre>
 */
public final class AeadRecordReader {
  static final long MAX_RECORDS_A_KEY = 1L << 21;

  private final ConnectionId connection;
  private final long recordsAKey;
  private final byte[] record = new byte[HEADER + MAX_SEALED];
  private int filled;
  private AesKey key;
  private GcmKey cipher;
  private long sequence;
  private AeadStreamState state = AeadStreamState.NEW;
  private int payloadLength;
  private @Nullable AeadStreamException failure;

  public AeadRecordReader(AesKey key, ConnectionId connection) {
    this(key, connection, MAX_RECORDS_A_KEY);
  }

  AeadRecordReader(AesKey key, ConnectionId connection, long recordsAKey) {
    this.key = key;
    this.cipher = new GcmKey(key);
    this.connection = connection;
    this.recordsAKey = recordsAKey;
  }

  /** Takes bytes up to the end of the current record. */
  public void add(ByteBuffer bytes) {
    check();
    while (bytes.hasRemaining()) {
      int now = Math.min(missing(), bytes.remaining());
      if (now == 0) {
        return;
      }
      bytes.get(record, filled, now);
      filled += now;
    }
  }

  /** How many bytes the current record has so far. */
  public int pending() {
    return filled;
  }

  /** How many bytes the current record lacks, as far as its length is known; 0: complete. */
  public int missing() {
    check();
    if (filled < HEADER) {
      return HEADER - filled;
    }
    return HEADER + sealedLength(record, 0) - filled;
  }

  private int sealedLength(byte[] from, int offset) {
    int sealed = (from[offset] & 0xff) << 8 | (from[offset + 1] & 0xff);
    if (sealed < MIN_SEALED || sealed > MAX_SEALED) {
      throw fail(AeadStreamException.Problem.FORGED, "a record of a forbidden length");
    }
    if (state == AeadStreamState.NEW && sealed != MIN_SEALED + ConnectionId.BYTES) {
      throw fail(AeadStreamException.Problem.MALFORMED, "the first record is no HELLO");
    }
    return sealed;
  }

  /**
   * How many bytes the next record has, if it stands whole where the caller has it; 0: it does not,
   * or began earlier, and has to be added.
   */
  public int whole(byte[] from, int offset, int length) {
    check();
    if (filled > 0 || length < HEADER) {
      return 0;
    }
    int bytes = HEADER + sealedLength(from, offset);
    return bytes <= length ? bytes : 0;
  }

  /**
   * Opens the record that is complete into an array of {@link AeadRecord#MAX_PLAIN} bytes; its
   * payload stands there from {@link AeadRecord#PAYLOAD} on.
   *
   * @return {@link AeadRecordType#HELLO}, {@link AeadRecordType#DATA} or {@link
   *     AeadRecordType#END}; null when there is none for the caller
   */
  public @Nullable AeadRecordType next(byte[] plain) {
    return next(plain, 0);
  }

  /** As above, with the type at a place of the caller's choice and the payload behind it. */
  public @Nullable AeadRecordType next(byte[] plain, int at) {
    check();
    if (filled < HEADER || missing() > 0) {
      return null;
    }
    int bytes = filled;
    filled = 0;
    return next(record, 0, bytes, plain, at);
  }

  /**
   * Opens a record that is {@link #whole} where the caller has it.
   *
   * @param bytes its length
   * @param plain another array, with room for the type at {@code at} and the payload behind it
   * @return as above
   */
  public @Nullable AeadRecordType next(byte[] from, int offset, int bytes, byte[] plain, int at) {
    check();
    payloadLength = open(from, offset, bytes, plain, at) - PAYLOAD;
    return accept(plain, at);
  }

  /** Bytes of payload of the record that {@link #next} gave last. */
  public int payloadLength() {
    return payloadLength;
  }

  /** Whether END has been received. */
  public boolean ended() {
    return state == AeadStreamState.ENDED;
  }

  /** To be called when the connection ended: an error unless END was received. */
  public void endOfStream() {
    check();
    if (state != AeadStreamState.ENDED || filled != 0) {
      throw fail(AeadStreamException.Problem.TRUNCATED, "the stream was cut before its end");
    }
  }

  private int open(byte[] from, int offset, int bytes, byte[] plain, int at) {
    if (sequence >= recordsAKey) {
      throw fail(
          AeadStreamException.Problem.MALFORMED, "the peer used one key for too many records");
    }
    try {
      int length =
          cipher.open(
              sequence, from, offset, HEADER, from, offset + HEADER, bytes - HEADER, plain, at);
      sequence++;
      return length;
    } catch (CryptoException e) {
      throw fail(AeadStreamException.Problem.FORGED, "a record does not authenticate");
    }
  }

  private @Nullable AeadRecordType accept(byte[] plain, int at) {
    AeadRecordType type = type(plain[at]);
    if (state == AeadStreamState.ENDED) {
      throw fail(AeadStreamException.Problem.MALFORMED, "a record after the end");
    }
    if ((state == AeadStreamState.NEW) != (type == AeadRecordType.HELLO)) {
      throw fail(
          AeadStreamException.Problem.MALFORMED, "a HELLO that is not the first record, or none");
    }
    return switch (type) {
      case HELLO -> {
        requireOwn(plain, at + PAYLOAD);
        state = AeadStreamState.OPEN;
        yield type;
      }
      case DATA -> {
        requirePayload(payloadLength > 0);
        yield type;
      }
      case END -> {
        requirePayload(payloadLength == 0);
        state = AeadStreamState.ENDED;
        yield type;
      }
      case REKEY -> {
        requirePayload(payloadLength == 0);
        key = AeadKeys.next(key);
        cipher = new GcmKey(key);
        sequence = 0;
        yield null;
      }
      case PAD -> null;
    };
  }

  private void requireOwn(byte[] plain, int from) {
    if (!Arrays.equals(
        plain, from, from + payloadLength, connection.bytes(), 0, ConnectionId.BYTES)) {
      throw fail(AeadStreamException.Problem.SHIFTED, "the HELLO of another connection");
    }
  }

  private void requirePayload(boolean allowed) {
    if (!allowed) {
      throw fail(AeadStreamException.Problem.MALFORMED, "a record with a payload it must not have");
    }
  }

  private AeadRecordType type(byte code) {
    AeadRecordType type = AeadRecordType.of(code);
    if (type == null) {
      throw fail(AeadStreamException.Problem.MALFORMED, "a record of an unknown type");
    }
    return type;
  }

  private void check() {
    if (failure != null) {
      throw failure;
    }
  }

  /** Whatever is wrong with the first record means that the relay joined the wrong two. */
  private AeadStreamException fail(AeadStreamException.Problem problem, String what) {
    AeadStreamException.Problem seen =
        state == AeadStreamState.NEW && problem != AeadStreamException.Problem.TRUNCATED
            ? AeadStreamException.Problem.SHIFTED
            : problem;
    AeadStreamException thrown = new AeadStreamException(seen, what);
    failure = thrown;
    return thrown;
  }
}
