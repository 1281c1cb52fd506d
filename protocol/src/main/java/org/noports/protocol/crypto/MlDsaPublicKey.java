package org.noports.protocol.crypto;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;

/**
 * An ML-DSA-65 public key, to verify the enrolment signatures of the newest peers (sessions.md
 * 2.4). Its text is base64 of the raw 1952 bytes or of SubjectPublicKeyInfo. Immutable.
 */
public final class MlDsaPublicKey {
  private static final int RAW_BYTES = 1952;

  /**
   * SubjectPublicKeyInfo up to the raw key: SEQ{ SEQ{ OID id-ml-dsa-65 }, BIT STRING{ 0, .. } }.
   */
  private static final RawPublicKey FORM =
      new RawPublicKey("ML-DSA-65", "308207b2300b0609608648016503040312038207a100", RAW_BYTES);

  private final PublicKey key;

  private MlDsaPublicKey(PublicKey key) {
    this.key = key;
  }

  public static MlDsaPublicKey fromText(String base64) {
    byte[] bytes = StrictBase64.decode(base64.strip(), "an ML-DSA-65 key");
    try {
      return new MlDsaPublicKey(
          bytes.length == RAW_BYTES ? FORM.key(bytes) : FORM.keyFromInfo(bytes));
    } catch (GeneralSecurityException e) {
      throw new CryptoException("not an ML-DSA-65 key");
    }
  }

  /** Pure ML-DSA over the text's UTF-8 bytes, empty context. Never throws on garbage. */
  public boolean verify(String text, String signatureBase64) {
    try {
      byte[] signature = StrictBase64.decode(signatureBase64, "a signature");
      Signature verifier = Jca.signature("ML-DSA-65");
      verifier.initVerify(key);
      verifier.update(text.getBytes(StandardCharsets.UTF_8));
      return verifier.verify(signature);
    } catch (GeneralSecurityException | CryptoException e) {
      return false;
    }
  }
}
