package org.noports.protocol.crypto;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import javax.crypto.Cipher;

/**
 * An RSA-2048 public key; its text form is base64 of X.509 SubjectPublicKeyInfo (atclient.md 1).
 * Immutable, thread-safe.
 */
public final class RsaPublicKey {
  /** The most one block of RSAES-PKCS1-v1_5 holds. */
  private static final int MAX_PLAIN_BYTES = 245;

  /** More than twice the text of any key we read: a longer one is not even decoded. */
  private static final int MAX_TEXT_LENGTH = 1024;

  private final RSAPublicKey key;
  private final String text;

  RsaPublicKey(RSAPublicKey key) {
    this.key = key;
    this.text = StrictBase64.encode(key.getEncoded());
  }

  /**
   * Reads the text form, white space around it tolerated; exactly 2048 bits, DER parsed to its end,
   * else CryptoException.
   */
  public static RsaPublicKey fromText(String base64Spki) {
    if (base64Spki.length() > MAX_TEXT_LENGTH) {
      throw new CryptoException("an RSA public key's text is too long");
    }
    return new RsaPublicKey(
        RsaDer.publicKey(StrictBase64.decode(base64Spki.strip(), "an RSA public key")));
  }

  /** For files of other programs: the text form, base64 of PKCS#1, or either in PEM armour. */
  public static RsaPublicKey fromAnyForm(String text) {
    byte[] der = KeyArmour.open(text);
    return new RsaPublicKey(
        RsaDer.publicKey(KeyArmour.isPkcs1(der) ? RsaDer.wrapPublic(der) : der));
  }

  public String text() {
    return text;
  }

  /** RSAES-PKCS1-v1_5 of the text's UTF-8 bytes, as base64. */
  public String encryptText(String plain) {
    byte[] bytes = plain.getBytes(StandardCharsets.UTF_8);
    if (bytes.length > MAX_PLAIN_BYTES) {
      throw new CryptoException("a text is too long for RSA: more than 245 bytes");
    }
    try {
      Cipher cipher = Jca.cipher("RSA/ECB/PKCS1Padding");
      cipher.init(Cipher.ENCRYPT_MODE, key);
      return StrictBase64.encode(cipher.doFinal(bytes));
    } catch (GeneralSecurityException e) {
      throw Jca.lacking("RSA/ECB/PKCS1Padding", e);
    }
  }

  /** The key's base64 text, encrypted (atclient.md 2.3). */
  public String wrap(AesKey secret) {
    return encryptText(secret.secretBase64());
  }

  /** The IV's base64 text, encrypted. */
  public String wrap(Iv iv) {
    return encryptText(iv.base64());
  }

  /**
   * Whether the base64 signature over the text's UTF-8 bytes is this key's. Never throws on
   * garbage.
   */
  public boolean verify(String signed, String signatureBase64, HashAlgorithm hash) {
    try {
      byte[] signature = StrictBase64.decode(signatureBase64, "a signature");
      Signature verifier = Jca.signature(hash.rsaSignatureName());
      verifier.initVerify(key);
      verifier.update(signed.getBytes(StandardCharsets.UTF_8));
      return verifier.verify(signature);
    } catch (GeneralSecurityException | CryptoException e) {
      return false;
    }
  }

  RSAPublicKey jcaKey() {
    return key;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RsaPublicKey that && text.equals(that.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return "RsaPublicKey[" + Digests.kid(text) + "]";
  }
}
