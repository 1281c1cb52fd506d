package org.noports.protocol.relay;

import java.security.SecureRandom;
import org.noports.protocol.crypto.StrictBase64;

/**
 * What the relay asks a side in mode {@code escr}: 32 random bytes in base64 (sessions.md 3.5).
 * Fresh for every connection.
 */
public record EscrChallenge(String text) {
  /** What the relay writes when the answer was good, without the line feed. */
  public static final String ACCEPTED = "ok";

  /** What the relay writes before it closes, without the line feed. */
  public static final String REFUSED = "Socket auth failed";

  private static final int BYTES = 32;

  public EscrChallenge {
    StrictBase64.decodeExactly(text, BYTES, "the relay's challenge");
  }

  public static EscrChallenge random(SecureRandom random) {
    byte[] bytes = new byte[BYTES];
    random.nextBytes(bytes);
    return new EscrChallenge(StrictBase64.encode(bytes));
  }

  /** Reads the line, white space around it tolerated. */
  public static EscrChallenge parse(String line) {
    return new EscrChallenge(line.strip());
  }
}
