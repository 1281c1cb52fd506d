package org.noports.protocol.crypto;

import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.RSAPublicKeySpec;
import javax.crypto.Cipher;

/**
 * An RSA-2048 private key with all nine integers; text form is base64 of PKCS#8 (atclient.md 1).
 * Redacted {@code toString}. Immutable, thread-safe.
 */
public final class RsaPrivateKey {
  private static final String CANNOT_DECRYPT = "cannot decrypt: wrong key, or the text is damaged";
  private static final int BLOCK_BYTES = 256;

  private final RSAPrivateCrtKey key;

  RsaPrivateKey(RSAPrivateCrtKey key) {
    this.key = key;
  }

  /** Reads the text form, or base64 of PKCS#1 without its wrapper, which old writers left. */
  public static RsaPrivateKey fromText(String base64Pkcs8) {
    if (base64Pkcs8.strip().startsWith("-")) {
      throw new CryptoException("an RSA private key is in PEM armour; plain base64 is wanted");
    }
    return fromAnyForm(base64Pkcs8);
  }

  /** For files of other programs: as {@link #fromText}, and either form in PEM armour. */
  public static RsaPrivateKey fromAnyForm(String text) {
    byte[] der = KeyArmour.open(text);
    byte[] pkcs8 = KeyArmour.isPkcs1(der) ? RsaDer.wrapPrivate(der) : der;
    return new RsaPrivateKey(RsaDer.privateKey(pkcs8));
  }

  public String secretText() {
    return StrictBase64.encode(key.getEncoded());
  }

  /** The public half. */
  public RsaPublicKey publicKey() {
    try {
      RSAPublicKeySpec numbers = new RSAPublicKeySpec(key.getModulus(), key.getPublicExponent());
      byte[] spki = Jca.keyFactory("RSA").generatePublic(numbers).getEncoded();
      return new RsaPublicKey(RsaDer.publicKey(spki));
    } catch (InvalidKeySpecException e) {
      throw Jca.lacking("RSA", e);
    }
  }

  /** RSASSA-PKCS1-v1_5 over the text's UTF-8 bytes, as base64. */
  public String sign(String text, HashAlgorithm hash) {
    try {
      Signature signer = Jca.signature(hash.rsaSignatureName());
      signer.initSign(key);
      signer.update(text.getBytes(StandardCharsets.UTF_8));
      return StrictBase64.encode(signer.sign());
    } catch (GeneralSecurityException e) {
      throw Jca.lacking(hash.rsaSignatureName(), e);
    }
  }

  /** The inverse of {@link RsaPublicKey#encryptText}; CryptoException with one generic text. */
  public String decryptText(String base64) {
    try {
      byte[] block = StrictBase64.decodeExactly(base64, BLOCK_BYTES, "an RSA cipher text");
      Cipher cipher = Jca.cipher("RSA/ECB/PKCS1Padding");
      cipher.init(Cipher.DECRYPT_MODE, key);
      return Jca.utf8(cipher.doFinal(block));
    } catch (GeneralSecurityException | CharacterCodingException | CryptoException e) {
      throw new CryptoException(CANNOT_DECRYPT);
    }
  }

  /** The inverse of {@link RsaPublicKey#wrap(AesKey)}; the same generic error for all faults. */
  public AesKey unwrapKey(String base64) {
    String text = decryptText(base64);
    try {
      return AesKey.fromBase64(text);
    } catch (CryptoException e) {
      throw new CryptoException(CANNOT_DECRYPT);
    }
  }

  /** The inverse of {@link RsaPublicKey#wrap(Iv)}; the same generic error for all faults. */
  public Iv unwrapIv(String base64) {
    String text = decryptText(base64);
    try {
      return Iv.fromBase64(text);
    } catch (CryptoException e) {
      throw new CryptoException(CANNOT_DECRYPT);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RsaPrivateKey that
        && MessageDigest.isEqual(key.getEncoded(), that.key.getEncoded());
  }

  @Override
  public int hashCode() {
    return key.getModulus().hashCode();
  }

  @Override
  public String toString() {
    return "RsaPrivateKey[redacted]";
  }
}
