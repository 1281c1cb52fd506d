package org.noports.protocol.session;

import org.jspecify.annotations.Nullable;
import org.noports.protocol.ErrorCode;
import org.noports.protocol.ProtocolException;
import org.noports.protocol.crypto.RsaPublicKey;
import org.noports.protocol.crypto.XWingPublicKey;
import org.noports.protocol.json.JsonObject;

/**
 * The client's public key for the session keys of one session, as requests carry it (sessions.md 5,
 * docs/extensions/hybrid-keys.md): text and type, checked when it is used, because the daemon
 * answers a wrong type in words.
 */
public record EphemeralKey(String publicKey, String type) {
  public static final String RSA2048 = "rsa2048";
  public static final String X_WING = "x-wing";

  public static EphemeralKey of(RsaPublicKey key) {
    return new EphemeralKey(key.text(), RSA2048);
  }

  public static EphemeralKey of(XWingPublicKey key) {
    return new EphemeralKey(key.text(), X_WING);
  }

  static @Nullable EphemeralKey read(JsonObject payload) {
    String key = payload.optString("clientEphemeralPK");
    String type = payload.optString("clientEphemeralPKType");
    return key == null || type == null ? null : new EphemeralKey(key, type);
  }

  /** Whether the client wants the secret by key encapsulation. */
  public boolean isHybrid() {
    return type.equals(X_WING);
  }

  /** The key; an error unless it is RSA of exactly 2048 bits. */
  public RsaPublicKey key() {
    require(RSA2048);
    return RsaPublicKey.fromText(publicKey);
  }

  /** The key; an error unless it is X-Wing and of its length. */
  public XWingPublicKey hybridKey() {
    require(X_WING);
    return XWingPublicKey.fromText(publicKey);
  }

  private void require(String wanted) {
    if (!type.equals(wanted)) {
      throw new ProtocolException(ErrorCode.AT0022, "Unknown ephemeralPKType: not " + wanted);
    }
  }
}
