package org.noports.protocol.session;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.noports.protocol.ErrorCode;
import org.noports.protocol.ProtocolException;
import org.noports.protocol.crypto.RsaPrivateKey;
import org.noports.protocol.json.JsonNull;
import org.noports.protocol.json.JsonObject;

/**
 * Session keys as the daemon's answer carries them: each text RSA-encrypted (sessions.md 5). The
 * D2C components are null in the one-key form.
 */
public record WrappedSessionKeys(
    String keyC2D, String ivC2D, @Nullable String keyD2C, @Nullable String ivD2C) {

  private static final List<String> TWIN_NAMES =
      List.of("aesKeyC2D", "ivC2D", "aesKeyD2C", "ivD2C");

  public WrappedSessionKeys {
    if ((keyD2C == null) != (ivD2C == null)) {
      throw new ProtocolException(
          ErrorCode.AT0022, "the daemon's answer has only one of aesKeyD2C and ivD2C");
    }
  }

  public boolean twin() {
    return keyD2C != null;
  }

  /** The keys of an answer's payload, null when it has none. */
  public static @Nullable WrappedSessionKeys read(JsonObject payload) {
    String key = either(payload, "sessionAESKey", "aesKeyC2D");
    String iv = either(payload, "sessionIV", "ivC2D");
    if (key == null && iv == null) {
      return null;
    }
    if (key == null || iv == null) {
      throw new ProtocolException(
          ErrorCode.AT0022, "the daemon's answer has only one of session key and IV");
    }
    return new WrappedSessionKeys(
        key, iv, payload.optString("aesKeyD2C"), payload.optString("ivD2C"));
  }

  static WrappedSessionKeys require(JsonObject payload) {
    WrappedSessionKeys wrapped = read(payload);
    if (wrapped == null) {
      throw new ProtocolException(ErrorCode.AT0022, "the daemon's answer has no session keys");
    }
    return wrapped;
  }

  private static @Nullable String either(JsonObject payload, String first, String second) {
    String value = payload.optString(first);
    return value == null ? payload.optString(second) : value;
  }

  /** Decrypts; CryptoException with one generic text when anything is not as it should be. */
  public SessionKeys unwrap(RsaPrivateKey ephemeral) {
    var key = ephemeral.unwrapKey(keyC2D);
    var iv = ephemeral.unwrapIv(ivC2D);
    if (keyD2C == null || ivD2C == null) {
      return SessionKeys.one(key, iv);
    }
    return new SessionKeys(key, iv, ephemeral.unwrapKey(keyD2C), ephemeral.unwrapIv(ivD2C), true);
  }

  /** The members of twin keys, all null: the secret of this session is agreed in another way. */
  static void writeNone(JsonObject.Builder json) {
    for (String name : TWIN_NAMES) {
      json.put(name, JsonNull.NULL);
    }
  }

  void write(JsonObject.Builder json) {
    if (keyD2C == null || ivD2C == null) {
      json.put("sessionAESKey", keyC2D).put("sessionIV", ivC2D);
    } else {
      json.put("aesKeyC2D", keyC2D)
          .put("ivC2D", ivC2D)
          .put("aesKeyD2C", keyD2C)
          .put("ivD2C", ivD2C);
    }
  }
}
