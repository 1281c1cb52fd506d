package org.noports.protocol.tunnel;

/**
 * A record of an authenticated stream (sessions.md 8.3) as its receiver sees it: re-keying and
 * padding are the reader's own business and never come out of it.
 */
public final class AeadRecord {
  /** The most payload one record carries. */
  public static final int MAX_PAYLOAD = 16_384;

  private final AeadRecordType type;
  private final byte[] payload;

  AeadRecord(AeadRecordType type, byte[] payload) {
    this.type = type;
    this.payload = payload;
  }

  /** {@link AeadRecordType#HELLO}, {@link AeadRecordType#DATA} or {@link AeadRecordType#END}. */
  public AeadRecordType type() {
    return type;
  }

  /** The payload; the array is the caller's. */
  public byte[] payload() {
    return payload;
  }
}
