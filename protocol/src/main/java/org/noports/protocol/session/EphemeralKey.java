package org.noports.protocol.session;

import org.jspecify.annotations.Nullable;
import org.noports.protocol.ErrorCode;
import org.noports.protocol.ProtocolException;
import org.noports.protocol.crypto.RsaPublicKey;
import org.noports.protocol.json.JsonObject;

/**
 * The client's public key for the session keys of one session, as requests carry it (sessions.md
 * 5): text and type, checked when it is used, because the daemon answers a wrong type in words.
 */
public record EphemeralKey(String publicKey, String type) {
  public static final String RSA2048 = "rsa2048";

  public static EphemeralKey of(RsaPublicKey key) {
    return new EphemeralKey(key.text(), RSA2048);
  }

  static @Nullable EphemeralKey read(JsonObject payload) {
    String key = payload.optString("clientEphemeralPK");
    String type = payload.optString("clientEphemeralPKType");
    return key == null || type == null ? null : new EphemeralKey(key, type);
  }

  /** The key; an error unless it is RSA of exactly 2048 bits. */
  public RsaPublicKey key() {
    if (!type.equals(RSA2048)) {
      throw new ProtocolException(ErrorCode.AT0022, "Unknown ephemeralPKType: not rsa2048");
    }
    return RsaPublicKey.fromText(publicKey);
  }
}
