package org.noports.protocol.enrollment;

import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;
import org.noports.protocol.crypto.AesKey;
import org.noports.protocol.crypto.Iv;
import org.noports.protocol.crypto.RsaPrivateKey;
import org.noports.protocol.json.JsonObject;

/**
 * The atSign's encryption private key and self key under an enrolment's symmetric key (atclient.md
 * 6.3, 6.5). The old form knows no IVs and uses zero ones; then the server can derive the self key
 * from the two cipher texts (atclient.md 12), so it is only for servers that would drop the IVs.
 *
 * @param privateKeyIv null in the old form
 * @param selfKeyIv null in the old form
 */
public record SealedKeys(
    String privateKey, @Nullable Iv privateKeyIv, String selfKey, @Nullable Iv selfKeyIv) {

  /** With two fresh IVs: for servers that store them. */
  public static SealedKeys withIvs(
      RsaPrivateKey encryption, AesKey selfKey, AesKey apkamSymmetricKey, SecureRandom random) {
    return seal(encryption, selfKey, apkamSymmetricKey, Iv.random(random), Iv.random(random));
  }

  static SealedKeys seal(
      RsaPrivateKey encryption, AesKey selfKey, AesKey apkamSymmetricKey, Iv first, Iv second) {
    return new SealedKeys(
        apkamSymmetricKey.encryptText(encryption.secretText(), first),
        first,
        apkamSymmetricKey.encryptText(selfKey.secretBase64(), second),
        second);
  }

  /** The old form, with zero IVs: for servers of October 2024. */
  public static SealedKeys withoutIvs(
      RsaPrivateKey encryption, AesKey selfKey, AesKey apkamSymmetricKey) {
    return new SealedKeys(
        apkamSymmetricKey.encryptText(encryption.secretText(), Iv.ZERO),
        null,
        apkamSymmetricKey.encryptText(selfKey.secretBase64(), Iv.ZERO),
        null);
  }

  void write(JsonObject.Builder json) {
    json.put("encryptedDefaultEncryptionPrivateKey", privateKey)
        .putIfPresent("encPrivateKeyIV", privateKeyIv == null ? null : privateKeyIv.base64())
        .put("encryptedDefaultSelfEncryptionKey", selfKey)
        .putIfPresent("selfEncKeyIV", selfKeyIv == null ? null : selfKeyIv.base64());
  }
}
