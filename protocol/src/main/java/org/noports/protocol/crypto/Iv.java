package org.noports.protocol.crypto;

import java.security.SecureRandom;

/** A 16-byte initial counter block. Immutable. */
public final class Iv {
  public static final Iv ZERO = new Iv();

  private Iv() {}

  public static Iv of(byte[] sixteenBytes) {
    throw new UnsupportedOperationException("not built yet");
  }

  public static Iv random(SecureRandom random) {
    throw new UnsupportedOperationException("not built yet");
  }

  public static Iv fromBase64(String text) {
    throw new UnsupportedOperationException("not built yet");
  }

  public String base64() {
    throw new UnsupportedOperationException("not built yet");
  }

  public byte[] bytes() {
    throw new UnsupportedOperationException("not built yet");
  }
}
