package org.noports.protocol.crypto;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;

/**
 * An ML-DSA-65 public key, to verify the enrolment signatures of the newest peers (sessions.md
 * 2.4). Its text is base64 of the raw 1952 bytes or of SubjectPublicKeyInfo. Immutable.
 */
public final class MlDsaPublicKey {
  private static final int RAW_BYTES = 1952;

  /**
   * SubjectPublicKeyInfo up to the raw key: SEQ{ SEQ{ OID id-ml-dsa-65 }, BIT STRING{ 0, .. } }.
   */
  private static final byte[] HEADER = {
    0x30,
    (byte) 0x82,
    0x07,
    (byte) 0xb2,
    0x30,
    0x0b,
    0x06,
    0x09,
    0x60,
    (byte) 0x86,
    0x48,
    0x01,
    0x65,
    0x03,
    0x04,
    0x03,
    0x12,
    0x03,
    (byte) 0x82,
    0x07,
    (byte) 0xa1,
    0x00
  };

  private final PublicKey key;

  private MlDsaPublicKey(PublicKey key) {
    this.key = key;
  }

  public static MlDsaPublicKey fromText(String base64) {
    byte[] bytes = StrictBase64.decode(base64.strip(), "an ML-DSA-65 key");
    if (bytes.length == RAW_BYTES) {
      ByteArrayOutputStream wrapped = new ByteArrayOutputStream(HEADER.length + RAW_BYTES);
      wrapped.writeBytes(HEADER);
      wrapped.writeBytes(bytes);
      bytes = wrapped.toByteArray();
    }
    if (bytes.length != HEADER.length + RAW_BYTES) {
      throw new CryptoException("not an ML-DSA-65 key");
    }
    try {
      return new MlDsaPublicKey(
          Jca.keyFactory("ML-DSA-65").generatePublic(new X509EncodedKeySpec(bytes)));
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
