package org.noports.protocol.tunnel;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.noports.protocol.crypto.AesKey;
import org.noports.protocol.crypto.Digests;
import org.noports.protocol.crypto.Hkdf;
import org.noports.protocol.crypto.SharedSecret;
import org.noports.protocol.crypto.StrictBase64;
import org.noports.protocol.session.RelayRendezvous;
import org.noports.protocol.session.SessionKeys;

/**
 * The keys of one session's authenticated streams (sessions.md 8.3): bound to the texts of request
 * and answer, one for every connection and direction. Immutable, thread-safe, printed redacted.
 */
public final class AeadKeys {
  /** The name under which request and answer negotiate it. */
  public static final String STREAM_CIPHER = RelayRendezvous.NP_AEAD_1;

  private static final int IKM_BYTES = 96;

  private final byte[] pseudoRandomKey;

  private AeadKeys(byte[] pseudoRandomKey) {
    this.pseudoRandomKey = pseudoRandomKey;
  }

  /**
   * Derives from the session keys and the canonical payload texts of request and answer, as they
   * were signed.
   */
  public static AeadKeys derive(SessionKeys keys, String requestText, String answerText) {
    ByteBuffer secret = ByteBuffer.allocate(IKM_BYTES);
    secret.put(keys.keyC2D().secretBytes()).put(keys.ivC2D().bytes());
    secret.put(keys.keyD2C().secretBytes()).put(keys.ivD2C().bytes());
    return derive(secret.array(), requestText, answerText);
  }

  /** As above, from a secret agreed by key encapsulation (docs/extensions/hybrid-keys.md 4). */
  public static AeadKeys derive(SharedSecret secret, String requestText, String answerText) {
    return derive(secret.secretBytes(), requestText, answerText);
  }

  private static AeadKeys derive(byte[] secret, String requestText, String answerText) {
    byte[] salt = Digests.sha256(prefixed(requestText), prefixed(answerText));
    return new AeadKeys(Hkdf.extract(salt, secret));
  }

  /** What the daemon's answer says of the request it accepted: base64 of its SHA-256. */
  public static String requestHash(String requestText) {
    return StrictBase64.encode(Digests.sha256(requestText.getBytes(StandardCharsets.UTF_8)));
  }

  /** The key of a connection from client to daemon. */
  public AesKey clientToDaemon(ConnectionId connection) {
    return key("c2d", connection);
  }

  /** The key of a connection from daemon to client. */
  public AesKey daemonToClient(ConnectionId connection) {
    return key("d2c", connection);
  }

  /** The key that follows a used one. */
  static AesKey next(AesKey used) {
    ByteArrayOutputStream info = info();
    info.writeBytes("rekey".getBytes(StandardCharsets.US_ASCII));
    return Hkdf.expandKey(used.secretBytes(), info.toByteArray());
  }

  private AesKey key(String direction, ConnectionId connection) {
    ByteArrayOutputStream info = info();
    info.writeBytes(direction.getBytes(StandardCharsets.US_ASCII));
    info.write(0);
    info.writeBytes(connection.bytes());
    return Hkdf.expandKey(pseudoRandomKey, info.toByteArray());
  }

  private static ByteArrayOutputStream info() {
    ByteArrayOutputStream info = new ByteArrayOutputStream();
    info.writeBytes(STREAM_CIPHER.getBytes(StandardCharsets.US_ASCII));
    info.write(0);
    return info;
  }

  private static byte[] prefixed(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(Integer.BYTES + bytes.length)
        .putInt(bytes.length)
        .put(bytes)
        .array();
  }

  @Override
  public String toString() {
    return "AeadKeys[redacted]";
  }
}
