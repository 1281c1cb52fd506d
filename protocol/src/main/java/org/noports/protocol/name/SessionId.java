package org.noports.protocol.name;

import java.security.SecureRandom;
import java.util.HexFormat;
import org.noports.protocol.ErrorCode;
import org.noports.protocol.ProtocolException;

/** A session id: a UUID, validated because it ends up in keys and file names (sessions.md 1.1). */
public record SessionId(String text) {
  private static final int LENGTH = 36;

  public SessionId {
    if (!isUuid(text)) {
      throw new ProtocolException(ErrorCode.AT0003, "a session id must be a UUID");
    }
  }

  /** Accepts any UUID text; its case is kept, because signed texts hold it as it was sent. */
  public static SessionId of(String raw) {
    return new SessionId(raw);
  }

  /** A new version 4 UUID in lower case. */
  public static SessionId random(SecureRandom random) {
    byte[] bytes = new byte[16];
    random.nextBytes(bytes);
    bytes[6] = (byte) ((bytes[6] & 0x0f) | 0x40);
    bytes[8] = (byte) ((bytes[8] & 0x3f) | 0x80);
    String hex = HexFormat.of().formatHex(bytes);
    return new SessionId(
        hex.substring(0, 8)
            + '-'
            + hex.substring(8, 12)
            + '-'
            + hex.substring(12, 16)
            + '-'
            + hex.substring(16, 20)
            + '-'
            + hex.substring(20));
  }

  // Written out, as Java links the generated ones at their first use, for which a session waits.
  @Override
  public boolean equals(Object other) {
    return other instanceof SessionId that && text.equals(that.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return text;
  }

  private static boolean isUuid(String text) {
    if (text.length() != LENGTH) {
      return false;
    }
    for (int i = 0; i < LENGTH; i++) {
      boolean dash = i == 8 || i == 13 || i == 18 || i == 23;
      if (dash ? text.charAt(i) != '-' : !HexFormat.isHexDigit(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }
}
