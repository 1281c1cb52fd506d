package org.noports.protocol.keys;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.noports.protocol.ProtocolException;
import org.noports.protocol.crypto.AesKey;
import org.noports.protocol.crypto.CryptoException;
import org.noports.protocol.crypto.Iv;
import org.noports.protocol.crypto.RsaKeyPair;
import org.noports.protocol.crypto.RsaPrivateKey;
import org.noports.protocol.crypto.RsaPublicKey;
import org.noports.protocol.json.JsonBoolean;
import org.noports.protocol.json.JsonNumber;
import org.noports.protocol.json.JsonObject;
import org.noports.protocol.json.JsonString;
import org.noports.protocol.json.JsonValue;
import org.noports.protocol.keys.KeysDocumentException.Problem;
import org.noports.protocol.name.AtSign;

/**
 * The members of an unprotected keys document (atclient.md 3.2). Four are encoded with a key that
 * stands beside them and the zero IV: that is the format, not secrecy.
 */
final class PlainKeys {
  private static final String PKAM_PUBLIC = "aesPkamPublicKey";
  private static final String PKAM_PRIVATE = "aesPkamPrivateKey";
  private static final String ENCRYPT_PUBLIC = "aesEncryptPublicKey";
  private static final String ENCRYPT_PRIVATE = "aesEncryptPrivateKey";
  private static final String SELF_KEY = "selfEncryptionKey";
  private static final String APKAM_SYMMETRIC = "apkamSymmetricKey";
  private static final String ENROLLMENT_ID = "enrollmentId";

  private PlainKeys() {}

  static AtKeys read(AtSign atSign, JsonObject json) {
    refuseForeign(atSign, json);
    AesKey selfKey = decoded(atSign, SELF_KEY, text(atSign, json, SELF_KEY), AesKey::fromBase64);
    RsaPublicKey pkamPublic = sealed(atSign, json, PKAM_PUBLIC, selfKey, RsaPublicKey::fromAnyForm);
    RsaPrivateKey pkamPrivate =
        sealed(atSign, json, PKAM_PRIVATE, selfKey, RsaPrivateKey::fromAnyForm);
    RsaPublicKey encryptPublic =
        sealed(atSign, json, ENCRYPT_PUBLIC, selfKey, RsaPublicKey::fromAnyForm);
    RsaPrivateKey encryptPrivate =
        sealed(atSign, json, ENCRYPT_PRIVATE, selfKey, RsaPrivateKey::fromAnyForm);
    String symmetric = optText(json, APKAM_SYMMETRIC);
    try {
      return new AtKeys(
          atSign,
          new RsaKeyPair(pkamPublic, pkamPrivate),
          new RsaKeyPair(encryptPublic, encryptPrivate),
          selfKey,
          symmetric == null
              ? null
              : decoded(atSign, APKAM_SYMMETRIC, symmetric, AesKey::fromBase64),
          optText(json, ENROLLMENT_ID));
    } catch (KeysDocumentException e) {
      throw e;
    } catch (ProtocolException e) {
      throw new KeysDocumentException(
          Problem.DAMAGED, "the keys of " + atSign + " are damaged: " + e.getMessage());
    }
  }

  static JsonObject write(AtKeys keys) {
    AesKey self = keys.selfKey();
    JsonObject.Builder json =
        JsonObject.builder()
            .put(PKAM_PUBLIC, self.encryptText(keys.pkam().publicKey().text(), Iv.ZERO))
            .put(ENCRYPT_PUBLIC, self.encryptText(keys.encryption().publicKey().text(), Iv.ZERO))
            .put(
                ENCRYPT_PRIVATE,
                self.encryptText(keys.encryption().privateKey().secretText(), Iv.ZERO))
            .put(SELF_KEY, self.secretBase64())
            .put(keys.atSign().text(), self.secretBase64());
    AesKey symmetric = keys.apkamSymmetricKey();
    return json.putIfPresent(APKAM_SYMMETRIC, symmetric == null ? null : symmetric.secretBase64())
        .putIfPresent(ENROLLMENT_ID, keys.enrollmentId())
        .put(PKAM_PRIVATE, self.encryptText(keys.pkam().privateKey().secretText(), Iv.ZERO))
        .build();
  }

  /** A member named after another atSign says whose keys these are. */
  private static void refuseForeign(AtSign atSign, JsonObject json) {
    for (String name : json.members().keySet()) {
      if (name.startsWith("@") && !isNameOf(atSign, name)) {
        throw new KeysDocumentException(
            Problem.OTHER_ATSIGN,
            "this keys file does not belong to " + atSign + " but to another atSign");
      }
    }
  }

  private static boolean isNameOf(AtSign atSign, String name) {
    try {
      return AtSign.of(name).equals(atSign);
    } catch (ProtocolException e) {
      return false;
    }
  }

  private static <T> T sealed(
      AtSign atSign, JsonObject json, String name, AesKey selfKey, Function<String, T> reader) {
    return decoded(
        atSign,
        name,
        text(atSign, json, name),
        cipherText -> reader.apply(selfKey.decryptText(cipherText, Iv.ZERO)));
  }

  private static <T> T decoded(
      AtSign atSign, String name, String text, Function<String, T> reader) {
    try {
      return reader.apply(text);
    } catch (CryptoException e) {
      throw damaged(atSign, name);
    }
  }

  static KeysDocumentException damaged(AtSign atSign, String name) {
    return new KeysDocumentException(
        Problem.DAMAGED,
        "the keys of "
            + atSign
            + " are damaged: '"
            + name
            + "' is not what the file's own key decodes; use a backup");
  }

  static String text(AtSign atSign, JsonObject json, String name) {
    String text = optText(json, name);
    if (text == null) {
      throw new KeysDocumentException(
          Problem.MISSING_FIELD, "the keys of " + atSign + " lack the field '" + name + "'");
    }
    return text;
  }

  /** Scalars of other types become their text; null and structures count as absent. */
  private static @Nullable String optText(JsonObject json, String name) {
    JsonValue value = json.get(name);
    return switch (value) {
      case JsonString(String text) -> text;
      case JsonNumber(String text) -> text;
      case JsonBoolean bool -> bool.canonical();
      case null, default -> null;
    };
  }
}
