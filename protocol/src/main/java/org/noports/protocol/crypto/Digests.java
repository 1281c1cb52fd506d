package org.noports.protocol.crypto;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;

/** The hashes of the protocol (atclient.md 2.5, sessions.md 2.4). Pure, thread-safe. */
public final class Digests {
  private static final int KID_DIGITS = 16;

  private Digests() {}

  /** SHA-512 of secret and challenge, lower-case hexadecimal: the answer of a CRAM login. */
  public static String cram(String secret, String challenge) {
    return hex("SHA-512", (secret + challenge).getBytes(StandardCharsets.UTF_8));
  }

  /** MD5 of a public key's text: tells only that a key changed. */
  public static String pubKeyCS(String publicKeyText) {
    return hex("MD5", publicKeyText.strip().getBytes(StandardCharsets.UTF_8));
  }

  /** SHA-512 of a public key's text. */
  public static String pubKeyHash(String publicKeyText) {
    return hex("SHA-512", publicKeyText.strip().getBytes(StandardCharsets.UTF_8));
  }

  /** The first 16 hexadecimal digits of SHA-256 over the decoded public key. */
  public static String kid(String publicKeyText) {
    byte[] decoded = StrictBase64.decode(publicKeyText.strip(), "a public key");
    return hex("SHA-256", decoded).substring(0, KID_DIGITS);
  }

  /** SHA-256 of the text's UTF-8 bytes, lower-case hexadecimal. */
  public static String sha256Hex(String text) {
    return hex("SHA-256", text.getBytes(StandardCharsets.UTF_8));
  }

  /** SHA-256 of all parts together. */
  public static byte[] sha256(byte[]... parts) {
    MessageDigest digest = Jca.digest("SHA-256");
    for (byte[] part : parts) {
      digest.update(part);
    }
    return digest.digest();
  }

  /** What a server answers to the key of a WebSocket (RFC 6455, 4.2.2). */
  public static String webSocketAccept(String key) {
    byte[] input =
        (key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(StandardCharsets.US_ASCII);
    return Base64.getEncoder().encodeToString(Jca.digest("SHA-1").digest(input));
  }

  /** Compares in a time that depends only on the lengths. */
  public static boolean sameText(String left, String right) {
    return MessageDigest.isEqual(
        left.getBytes(StandardCharsets.UTF_8), right.getBytes(StandardCharsets.UTF_8));
  }

  private static String hex(String algorithm, byte[] input) {
    return HexFormat.of().formatHex(Jca.digest(algorithm).digest(input));
  }
}
