package org.noports.atclient.sharing;

import org.jspecify.annotations.Nullable;
import org.noports.protocol.crypto.AesKey;
import org.noports.protocol.crypto.CryptoException;
import org.noports.protocol.crypto.Iv;

/** Limits and small rules of values, the same for records and notifications. Pure. */
final class Values {
  /** The longest value, in characters before it is sent (atclient.md 9.5). */
  static final int LONGEST = 10_230_000;

  /** Encryption adds up to a block and a third. */
  private static final int LONGEST_PLAIN = LONGEST / 4;

  private Values() {}

  /** Some receivers fail on an empty value and cut at a NUL (atclient.md 2.4). */
  static void requireSendable(String plain) {
    if (plain.isEmpty() || plain.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("a value must not be empty or hold a NUL character");
    }
    if (plain.length() > LONGEST_PLAIN) {
      throw new IllegalArgumentException(
          "a value may have at most " + LONGEST_PLAIN + " characters");
    }
  }

  /** The plain text, or null when the key does not open it. No IV means the zero IV (2.4). */
  static @Nullable String open(AesKey key, String cipherText, @Nullable String ivNonce) {
    try {
      Iv iv = ivNonce == null ? Iv.ZERO : Iv.fromBase64(ivNonce.strip());
      return key.decryptText(cipherText.strip(), iv);
    } catch (CryptoException e) {
      return null;
    }
  }
}
