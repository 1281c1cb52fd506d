package org.noports.protocol.relay;

import java.security.SecureRandom;
import java.util.Base64;
import org.noports.protocol.ErrorCode;
import org.noports.protocol.ProtocolException;

/**
 * What client or relay adds to a session so that signatures fit no other one (sessions.md 1.1):
 * opaque visible text without a comma, which would break the CSV answer.
 */
public record Nonce(String text) {
  public static final int MAX_LENGTH = 256;
  private static final int RANDOM_BYTES = 32;

  public Nonce {
    if (text.isEmpty() || text.length() > MAX_LENGTH) {
      throw new ProtocolException(ErrorCode.AT0022, "a nonce has 1 to 256 characters");
    }
    if (text.chars().anyMatch(c -> c <= 0x20 || c == 0x7f || c == ',')) {
      throw new ProtocolException(
          ErrorCode.AT0022, "a nonce has no comma, blank or control character");
    }
  }

  public static Nonce of(String text) {
    return new Nonce(text);
  }

  /** 256 random bits in base64url without padding. */
  public static Nonce random(SecureRandom random) {
    byte[] bytes = new byte[RANDOM_BYTES];
    random.nextBytes(bytes);
    return new Nonce(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
  }

  @Override
  public String toString() {
    return text;
  }
}
