package org.noports.protocol.crypto;

import java.security.SecureRandom;
import java.util.HexFormat;

/** Gives the bytes of a vector, in order, and fails when more or fewer are drawn. */
final class FixedRandom extends SecureRandom {
  private static final long serialVersionUID = 1L;

  private final byte[] given;
  private int drawn;

  FixedRandom(String hex) {
    this.given = HexFormat.of().parseHex(hex);
  }

  @Override
  public void nextBytes(byte[] bytes) {
    System.arraycopy(given, drawn, bytes, 0, bytes.length);
    drawn += bytes.length;
  }

  boolean isUsedUp() {
    return drawn == given.length;
  }
}
