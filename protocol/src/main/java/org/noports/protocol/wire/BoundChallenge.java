package org.noports.protocol.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.noports.protocol.name.AtSign;

/**
 * A login challenge that both ends of a TLS 1.3 connection know without saying it
 * (docs/extensions/prompt-logins.md): made of what TLS exports to these two and nobody else, and
 * new for every connection. Pure functions.
 */
public final class BoundChallenge {
  /** What a client offers, and a server chooses that reads what follows a login behind it. */
  public static final String APPLICATION_PROTOCOL = "noports-login/1";

  /** What later atServers choose of a client that offers a choice (atprotocol.md 2.1). */
  public static final String USUAL_PROTOCOL = "atProtocol/1.0";

  /** For the exporter (RFC 8446, 7.5). */
  public static final String LABEL = "EXPERIMENTAL-noports-login-1";

  /** How much is exported. */
  public static final int BYTES = 32;

  private BoundChallenge() {}

  /** For the exporter: who logs in. */
  public static byte[] context(AtSign atSign) {
    return atSign.text().getBytes(StandardCharsets.UTF_8);
  }

  /** The challenge, of the form that all have (atclient.md 4.4). */
  public static String of(AtSign atSign, byte[] exported) {
    if (exported.length != BYTES) {
      throw new IllegalArgumentException("not what was to be exported");
    }
    ByteBuffer bytes = ByteBuffer.wrap(exported);
    return "_" + uuid(bytes) + atSign + ":" + uuid(bytes);
  }

  /** Of version 4, as the form wants it. */
  private static UUID uuid(ByteBuffer bytes) {
    long high = bytes.getLong();
    long low = bytes.getLong();
    return new UUID((high & ~0xf000L) | 0x4000L, (low & ~(3L << 62)) | (1L << 63));
  }
}
