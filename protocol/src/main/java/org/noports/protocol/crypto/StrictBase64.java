package org.noports.protocol.crypto;

import java.util.Arrays;
import java.util.Base64;

/**
 * RFC 4648 standard base64 with padding, read strictly: what does not encode back to the very same
 * text is refused, so one value has one text form (atclient.md, conventions). Pure, thread-safe.
 */
public final class StrictBase64 {
  private StrictBase64() {}

  public static String encode(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  /** Decodes; CryptoException naming {@code what} (never the text) when it is not base64. */
  public static byte[] decode(String text, String what) {
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw new CryptoException(what + " is not base64");
    }
    if (!encode(bytes).equals(text)) {
      throw new CryptoException(what + " is not padded standard base64");
    }
    return bytes;
  }

  /** As {@link #decode}, and an error when the bytes are not exactly {@code length} many. */
  public static byte[] decodeExactly(String text, int length, String what) {
    byte[] bytes = decode(text, what);
    if (bytes.length != length) {
      Arrays.fill(bytes, (byte) 0);
      throw new CryptoException(what + " is not " + length + " bytes in base64");
    }
    return bytes;
  }
}
