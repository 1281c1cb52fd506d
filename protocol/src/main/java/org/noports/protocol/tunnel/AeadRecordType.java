package org.noports.protocol.tunnel;

import org.jspecify.annotations.Nullable;

/** What a record of an authenticated stream says (sessions.md 8.3). */
public enum AeadRecordType {
  DATA(0x00),
  END(0x01),
  REKEY(0x02),
  PAD(0x03),
  HELLO(0x10);

  private final byte code;

  AeadRecordType(int code) {
    this.code = (byte) code;
  }

  byte code() {
    return code;
  }

  static @Nullable AeadRecordType of(byte code) {
    return switch (code) {
      case 0x00 -> DATA;
      case 0x01 -> END;
      case 0x02 -> REKEY;
      case 0x03 -> PAD;
      case 0x10 -> HELLO;
      default -> null;
    };
  }
}
