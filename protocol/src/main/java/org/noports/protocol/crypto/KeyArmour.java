package org.noports.protocol.crypto;

import java.util.Locale;

/** Takes PEM armour off and tells PKCS#1 from its wrapped forms by the first elements. */
final class KeyArmour {
  private static final int INTEGER = 0x02;
  private static final int MAX_CHARACTERS = 16 * 1024;

  private KeyArmour() {}

  /** The DER bytes inside. */
  static byte[] open(String text) {
    String body = text.strip();
    if (body.length() > MAX_CHARACTERS) {
      throw new CryptoException("an RSA key's text is too long");
    }
    if (body.startsWith("-----BEGIN ")) {
      body = unarmour(body);
    }
    return StrictBase64.decode(body, "an RSA key");
  }

  private static String unarmour(String pem) {
    int headEnd = pem.indexOf("-----", "-----BEGIN ".length());
    if (headEnd < 0) {
      throw new CryptoException("a PEM key has no end of its first line");
    }
    String label = pem.substring("-----BEGIN ".length(), headEnd);
    if (!label.toUpperCase(Locale.ROOT).equals(label)) {
      throw new CryptoException("a PEM key has a label that is not in capitals");
    }
    String tail = "-----END " + label + "-----";
    if (!pem.endsWith(tail) || pem.length() < headEnd + 5 + tail.length()) {
      throw new CryptoException("a PEM key has no matching last line");
    }
    return pem.substring(headEnd + 5, pem.length() - tail.length()).replaceAll("[ \\t\\r\\n]", "");
  }

  /**
   * {@code SEQ{ INT n, INT e }} (public) and {@code SEQ{ INT 0, INT n, ... }} (private) begin with
   * two integers or with a long one; SubjectPublicKeyInfo begins with a sequence, PrivateKeyInfo
   * with the integer 0 and a sequence.
   */
  static boolean isPkcs1(byte[] der) {
    int first = contentStart(der);
    if (first < 0 || first + 3 >= der.length || der[first] != INTEGER) {
      return false;
    }
    boolean version = der[first + 1] == 1 && der[first + 2] == 0;
    return !version || der[first + 3] == INTEGER;
  }

  private static int contentStart(byte[] der) {
    if (der.length < 4 || der[0] != 0x30) {
      return -1;
    }
    int length = der[1] & 0xff;
    return length < 0x80 ? 2 : 2 + (length & 0x7f);
  }
}
