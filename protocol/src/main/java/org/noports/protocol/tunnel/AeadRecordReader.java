package org.noports.protocol.tunnel;

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

  private static final int HEADER = 2;
  private static final int MIN_SEALED = 1 + GcmKey.TAG_BYTES;
  private static final int MAX_SEALED = MIN_SEALED + AeadRecord.MAX_PAYLOAD;

  private enum State {
    NEW,
    OPEN,
    ENDED
  }

  private final ConnectionId connection;
  private final long recordsAKey;
  private final byte[] buffer = new byte[HEADER + MAX_SEALED];
  private int filled;
  private AesKey key;
  private GcmKey cipher;
  private long sequence;
  private State state = State.NEW;
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

  /** Takes bytes up to the end of the current record; gives how many it took. */
  public int add(byte[] bytes, int offset, int count) {
    check();
    int taken = 0;
    while (taken < count) {
      int wanted = wanted();
      int now = Math.min(wanted - filled, count - taken);
      if (now == 0) {
        break;
      }
      System.arraycopy(bytes, offset + taken, buffer, filled, now);
      filled += now;
      taken += now;
    }
    return taken;
  }

  /** The record that is complete, null when there is none for the caller. */
  public @Nullable AeadRecord next() {
    check();
    if (filled < HEADER || filled < wanted()) {
      return null;
    }
    byte[] plain = open();
    filled = 0;
    return accept(plain);
  }

  /** To be called when the connection ended: an error unless END was received. */
  public void endOfStream() {
    check();
    if (state != State.ENDED || filled != 0) {
      throw fail(AeadStreamException.Problem.TRUNCATED, "the stream was cut before its end");
    }
  }

  private int wanted() {
    if (filled < HEADER) {
      return HEADER;
    }
    int sealed = (buffer[0] & 0xff) << 8 | (buffer[1] & 0xff);
    if (sealed < MIN_SEALED || sealed > MAX_SEALED) {
      throw fail(AeadStreamException.Problem.FORGED, "a record of a forbidden length");
    }
    return HEADER + sealed;
  }

  private byte[] open() {
    if (sequence >= recordsAKey) {
      throw fail(
          AeadStreamException.Problem.MALFORMED, "the peer used one key for too many records");
    }
    byte[] header = Arrays.copyOf(buffer, HEADER);
    try {
      byte[] plain = cipher.open(sequence, header, buffer, HEADER, filled - HEADER);
      sequence++;
      return plain;
    } catch (CryptoException e) {
      throw fail(AeadStreamException.Problem.FORGED, "a record does not authenticate");
    }
  }

  private @Nullable AeadRecord accept(byte[] plain) {
    AeadRecordType type = type(plain[0]);
    byte[] payload = Arrays.copyOfRange(plain, 1, plain.length);
    if (state == State.ENDED) {
      throw fail(AeadStreamException.Problem.MALFORMED, "a record after the end");
    }
    if ((state == State.NEW) != (type == AeadRecordType.HELLO)) {
      throw fail(
          AeadStreamException.Problem.MALFORMED, "a HELLO that is not the first record, or none");
    }
    return switch (type) {
      case HELLO -> hello(payload);
      case DATA -> data(payload);
      case END -> {
        requireEmpty(payload);
        state = State.ENDED;
        yield new AeadRecord(type, payload);
      }
      case REKEY -> {
        requireEmpty(payload);
        key = AeadKeys.next(key);
        cipher = new GcmKey(key);
        sequence = 0;
        yield null;
      }
      case PAD -> null;
    };
  }

  private AeadRecord hello(byte[] payload) {
    if (!Arrays.equals(payload, connection.bytes())) {
      throw fail(AeadStreamException.Problem.SHIFTED, "the HELLO of another connection");
    }
    state = State.OPEN;
    return new AeadRecord(AeadRecordType.HELLO, payload);
  }

  private AeadRecord data(byte[] payload) {
    if (payload.length == 0) {
      throw fail(AeadStreamException.Problem.MALFORMED, "a DATA record without data");
    }
    return new AeadRecord(AeadRecordType.DATA, payload);
  }

  private void requireEmpty(byte[] payload) {
    if (payload.length != 0) {
      throw fail(AeadStreamException.Problem.MALFORMED, "a record with a payload it must not have");
    }
  }

  private AeadRecordType type(byte code) {
    for (AeadRecordType type : AeadRecordType.values()) {
      if (type.code() == code) {
        return type;
      }
    }
    throw fail(AeadStreamException.Problem.MALFORMED, "a record of an unknown type");
  }

  private void check() {
    if (failure != null) {
      throw failure;
    }
  }

  /** Whatever is wrong with the first record means that the relay joined the wrong two. */
  private AeadStreamException fail(AeadStreamException.Problem problem, String what) {
    AeadStreamException.Problem seen =
        state == State.NEW && problem != AeadStreamException.Problem.TRUNCATED
            ? AeadStreamException.Problem.SHIFTED
            : problem;
    AeadStreamException thrown = new AeadStreamException(seen, what);
    failure = thrown;
    return thrown;
  }
}
