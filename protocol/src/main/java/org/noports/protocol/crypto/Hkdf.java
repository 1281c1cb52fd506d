package org.noports.protocol.crypto;

import java.security.GeneralSecurityException;
import javax.crypto.KDF;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** HKDF with SHA-256 (RFC 5869), as sessions.md 8.3 uses it. Pure, thread-safe. */
public final class Hkdf {
  private Hkdf() {}

  /** HKDF-Extract: the pseudo-random key. */
  public static byte[] extract(byte[] salt, byte[] inputKeyMaterial) {
    return derive(
        HKDFParameterSpec.ofExtract().addSalt(salt).addIKM(inputKeyMaterial).extractOnly());
  }

  /** HKDF-Expand to one AES-256 key. */
  public static AesKey expandKey(byte[] pseudoRandomKey, byte[] info) {
    return AesKey.of(
        derive(
            HKDFParameterSpec.expandOnly(
                new SecretKeySpec(pseudoRandomKey, "HKDF"), info, AesKey.LENGTH)));
  }

  private static byte[] derive(HKDFParameterSpec how) {
    try {
      return KDF.getInstance("HKDF-SHA256").deriveData(how);
    } catch (GeneralSecurityException e) {
      throw Jca.lacking("HKDF-SHA256", e);
    }
  }
}
