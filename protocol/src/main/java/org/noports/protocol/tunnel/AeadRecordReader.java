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
    int sealed = (record[0] & 0xff) << 8 | (record[1] & 0xff);
    if (sealed < MIN_SEALED || sealed > MAX_SEALED) {
      throw fail(AeadStreamException.Problem.FORGED, "a record of a forbidden length");
    }
    if (state == AeadStreamState.NEW && sealed != MIN_SEALED + ConnectionId.BYTES) {
      throw fail(AeadStreamException.Problem.MALFORMED, "the first record is no HELLO");
    }
    return HEADER + sealed - filled;
  }

  /**
   * Opens the record that is complete into an array of {@link AeadRecord#MAX_PLAIN} bytes; its
   * payload stands there from {@link AeadRecord#PAYLOAD} on.
   *
   * @return {@link AeadRecordType#HELLO}, {@link AeadRecordType#DATA} or {@link
   *     AeadRecordType#END}; null when there is none for the caller
   */
  public @Nullable AeadRecordType next(byte[] plain) {
    check();
    if (filled < HEADER || missing() > 0) {
      return null;
    }
    int length = open(plain);
    filled = 0;
    payloadLength = length - PAYLOAD;
    return accept(plain);
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

  private int open(byte[] plain) {
    if (sequence >= recordsAKey) {
      throw fail(
          AeadStreamException.Problem.MALFORMED, "the peer used one key for too many records");
    }
    try {
      int length =
          cipher.open(sequence, record, 0, HEADER, record, HEADER, filled - HEADER, plain, 0);
      sequence++;
      return length;
    } catch (CryptoException e) {
      throw fail(AeadStreamException.Problem.FORGED, "a record does not authenticate");
    }
  }

  private @Nullable AeadRecordType accept(byte[] plain) {
    AeadRecordType type = type(plain[0]);
    if (state == AeadStreamState.ENDED) {
      throw fail(AeadStreamException.Problem.MALFORMED, "a record after the end");
    }
    if ((state == AeadStreamState.NEW) != (type == AeadRecordType.HELLO)) {
      throw fail(
          AeadStreamException.Problem.MALFORMED, "a HELLO that is not the first record, or none");
    }
    return switch (type) {
      case HELLO -> {
        requireOwn(plain);
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

  private void requireOwn(byte[] plain) {
    if (!Arrays.equals(
        plain, PAYLOAD, PAYLOAD + payloadLength, connection.bytes(), 0, ConnectionId.BYTES)) {
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
