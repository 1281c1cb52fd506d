package org.noports.protocol.tunnel;

import org.noports.protocol.crypto.GcmKey;

/**
 * The measures of a record of an authenticated stream (sessions.md 8.3), and its plain form: an
 * array with the type first and the payload behind it, so that one pass of the cipher takes both.
 */
public final class AeadRecord {
  /** The most payload one record carries. */
  public static final int MAX_PAYLOAD = 16_384;

  /** Where the payload begins in a plain record; before it is room for the type. */
  public static final int PAYLOAD = 1;

  /** The size of an array for any plain record. */
  public static final int MAX_PLAIN = PAYLOAD + MAX_PAYLOAD;

  static final int HEADER = 2;

  /** What a record adds to its payload: length, type and tag. */
  public static final int OVERHEAD = HEADER + PAYLOAD + GcmKey.TAG_BYTES;

  static final int MIN_SEALED = PAYLOAD + GcmKey.TAG_BYTES;
  static final int MAX_SEALED = MIN_SEALED + MAX_PAYLOAD;

  private AeadRecord() {}
}
