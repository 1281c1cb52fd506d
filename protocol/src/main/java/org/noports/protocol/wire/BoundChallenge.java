package org.noports.protocol.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLKeyException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;
import org.noports.protocol.name.AtSign;

/**
 * A login challenge that both ends of a TLS 1.3 connection know without saying it
 * (docs/extensions/prompt-logins.md): made of what TLS exports to these two and nobody else, and
 * new for every connection. Thread-safe.
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

  private static final String TLS_1_3 = "TLSv1.3";

  private BoundChallenge() {}

  /**
   * The challenge of a connection whose handshake is done; null where the two have not agreed on it
   * or TLS does not give it.
   *
   * @param applicationProtocol what the handshake has chosen
   */
  public static @Nullable String of(
      AtSign atSign, @Nullable String applicationProtocol, SSLSession session) {
    if (!APPLICATION_PROTOCOL.equals(applicationProtocol)
        || !session.getProtocol().equals(TLS_1_3)
        || !(session instanceof ExtendedSSLSession exporter)) {
      return null;
    }
    try {
      return of(atSign, exporter.exportKeyingMaterialData(LABEL, context(atSign), BYTES));
    } catch (SSLKeyException e) {
      return null;
    }
  }

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
