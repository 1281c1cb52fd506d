package org.noports.atserver;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.noports.protocol.ProtocolException;
import org.noports.protocol.name.AtSign;

/**
 * The TLS server names of atSigns that share a port: one label before the advertised host. A name
 * that is no label, for an emoji or its length, is replaced by {@code a--} and a digest of it.
 * Pure.
 */
final class ServerNames {
  private static final Pattern LABEL = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");
  private static final String DIGEST_MARK = "a--";
  private static final int DIGEST_BYTES = 20;

  private ServerNames() {}

  static String labelOf(AtSign atSign) {
    String bare = atSign.bare();
    return LABEL.matcher(bare).matches() && !bare.startsWith(DIGEST_MARK)
        ? bare
        : DIGEST_MARK + digest(bare);
  }

  /** The label of a server name under that host, or null when it is none. */
  static @Nullable String label(String serverName, String host) {
    String name = serverName.toLowerCase(Locale.ROOT);
    String end = "." + host.toLowerCase(Locale.ROOT);
    return name.endsWith(end) ? name.substring(0, name.length() - end.length()) : null;
  }

  /** The atSign a label names; null for a digest and for what is no atSign. */
  static @Nullable AtSign atSignOf(String label) {
    try {
      AtSign atSign = AtSign.of(label);
      return labelOf(atSign).equals(label) ? atSign : null;
    } catch (ProtocolException e) {
      return null;
    }
  }

  private static String digest(String name) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, DIGEST_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
