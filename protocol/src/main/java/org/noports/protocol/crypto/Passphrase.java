package org.noports.protocol.crypto;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * The passphrase of a protected keys file (atclient.md 2.6). The only class that needs Bouncy
 * Castle, which is loaded when a passphrase is used and not before. Takes tens of milliseconds;
 * immutable, thread-safe, redacted.
 */
public final class Passphrase {
  /** What common Argon2 libraries demand of a salt, and the passphrase is its own salt. */
  public static final int MIN_LENGTH = 8;

  public static final int MAX_LENGTH = 1024;

  private static final int PARALLELISM = 2;
  private static final int MEMORY_KIB = 10_000;
  private static final int ITERATIONS = 2;

  private final String text;

  private Passphrase(String text) {
    this.text = text;
  }

  /**
   * Takes printable ASCII only: outside it the salt of existing programs is not portable.
   * CryptoException says what is wrong, without the passphrase.
   */
  public static Passphrase of(String text) {
    if (text.length() < MIN_LENGTH || text.length() > MAX_LENGTH) {
      throw new CryptoException("a passphrase has 8 to 1024 characters");
    }
    if (!text.chars().allMatch(c -> c >= 0x20 && c <= 0x7e)) {
      throw new CryptoException("a passphrase has only printable ASCII characters");
    }
    return new Passphrase(text);
  }

  /** The AES key that Argon2id makes of it. */
  public AesKey key() {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    byte[] derived = new byte[AesKey.LENGTH];
    try {
      Argon2BytesGenerator generator = new Argon2BytesGenerator();
      generator.init(
          new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
              .withVersion(Argon2Parameters.ARGON2_VERSION_13)
              .withParallelism(PARALLELISM)
              .withMemoryAsKB(MEMORY_KIB)
              .withIterations(ITERATIONS)
              .withSalt(bytes)
              .build());
      generator.generateBytes(bytes, derived);
      return AesKey.of(derived);
    } finally {
      Arrays.fill(bytes, (byte) 0);
      Arrays.fill(derived, (byte) 0);
    }
  }

  @Override
  public String toString() {
    return "Passphrase[redacted]";
  }
}
