package org.noports.atserver.tls;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Signature;

/** Whether a private key belongs to a certificate. */
final class KeyMatch {
  private static final byte[] PROBE = "probe".getBytes(StandardCharsets.US_ASCII);

  private KeyMatch() {}

  static boolean matches(TlsIdentity identity) {
    String algorithm =
        switch (identity.key().getAlgorithm()) {
          case "EC" -> "SHA256withECDSA";
          case "RSA" -> "SHA256withRSA";
          default -> "EdDSA";
        };
    try {
      Signature signer = Signature.getInstance(algorithm);
      signer.initSign(identity.key());
      signer.update(PROBE);
      byte[] signature = signer.sign();
      Signature verifier = Signature.getInstance(algorithm);
      verifier.initVerify(identity.leaf().getPublicKey());
      verifier.update(PROBE);
      return verifier.verify(signature);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }
}
