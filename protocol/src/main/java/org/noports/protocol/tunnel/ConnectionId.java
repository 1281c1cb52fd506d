package org.noports.protocol.tunnel;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.noports.protocol.ErrorCode;
import org.noports.protocol.ProtocolException;

/** The name of one connection of an authenticated session: 16 bytes (sessions.md 8.3). */
public record ConnectionId(String hex) {
  static final int BYTES = 16;
  private static final Pattern FORM = Pattern.compile("[0-9a-f]{32}");

  /** The control channel. */
  public static final ConnectionId CONTROL = new ConnectionId("0".repeat(32));

  /** The only connection of single mode. */
  public static final ConnectionId SINGLE = new ConnectionId("0".repeat(31) + "1");

  public ConnectionId {
    if (!FORM.matcher(hex).matches()) {
      throw new ProtocolException(
          ErrorCode.AT0022, "a connection id is not 32 lower-case hexadecimal digits");
    }
  }

  /** A data connection's; never repeated in a session. */
  public static ConnectionId random(SecureRandom random) {
    byte[] bytes = new byte[BYTES];
    random.nextBytes(bytes);
    return of(bytes);
  }

  public static ConnectionId of(byte[] sixteenBytes) {
    return new ConnectionId(HexFormat.of().formatHex(sixteenBytes));
  }

  public byte[] bytes() {
    return HexFormat.of().parseHex(hex);
  }

  @Override
  public String toString() {
    return hex;
  }
}
