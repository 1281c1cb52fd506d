package org.noports.protocol.enrollment;

import org.noports.protocol.crypto.AesKey;
import org.noports.protocol.crypto.CryptoException;
import org.noports.protocol.crypto.Iv;
import org.noports.protocol.crypto.RsaKeyPair;
import org.noports.protocol.crypto.RsaPrivateKey;
import org.noports.protocol.crypto.RsaPublicKey;
import org.noports.protocol.json.Json;
import org.noports.protocol.json.JsonObject;
import org.noports.protocol.name.AtSign;

/** How an approved program fetches and opens the atSign's keys (atclient.md 6.5). Pure. */
public final class PickUp {
  private PickUp() {}

  /** The key name for {@code keys:get:keyName:} of the encryption private key. */
  public static String privateKeyName(String enrollmentId, AtSign atSign) {
    return enrollmentId + ".default_enc_private_key.__manage" + atSign;
  }

  /** The key name for {@code keys:get:keyName:} of the self key. */
  public static String selfKeyName(String enrollmentId, AtSign atSign) {
    return enrollmentId + ".default_self_enc_key.__manage" + atSign;
  }

  /**
   * Opens the answer for the private key.
   *
   * @param answer the text after {@code data:}
   * @param published the atSign's public key, which the private one has to match
   */
  public static RsaKeyPair encryptionPair(
      String answer, AesKey apkamSymmetricKey, RsaPublicKey published) {
    return new RsaKeyPair(published, RsaPrivateKey.fromText(open(answer, apkamSymmetricKey)));
  }

  /** Opens the answer for the self key. */
  public static AesKey selfKey(String answer, AesKey apkamSymmetricKey) {
    return AesKey.fromBase64(open(answer, apkamSymmetricKey));
  }

  private static String open(String answer, AesKey key) {
    JsonObject json = Json.parseObject(answer);
    String iv = json.optString("iv");
    String opened = key.decryptText(json.string("value"), iv == null ? Iv.ZERO : Iv.fromBase64(iv));
    if (opened.isEmpty()) {
      throw new CryptoException("an enrolment's key is empty");
    }
    return opened;
  }
}
