package org.noports.protocol.crypto;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.util.HexFormat;

/**
 * Verifies the signatures of secure elements (atclient.md 2.2): SHA-256, key and signature as
 * hexadecimal text, the signature once more in base64. Pure, thread-safe.
 */
public final class EcdsaP256 {
  private static final int POINT_BYTES = 65;
  private static final int SIGNATURE_BYTES = 64;

  private EcdsaP256() {}

  /** Whether the signature is the key's. Never throws on garbage. */
  public static boolean verify(String publicKeyHex, String text, String signatureOnWire) {
    try {
      byte[] hex = StrictBase64.decode(signatureOnWire, "a signature");
      byte[] compact = HexFormat.of().parseHex(new String(hex, StandardCharsets.US_ASCII));
      if (compact.length != SIGNATURE_BYTES) {
        return false;
      }
      Signature verifier = Jca.signature("SHA256withECDSAinP1363Format");
      verifier.initVerify(publicKey(publicKeyHex));
      verifier.update(text.getBytes(StandardCharsets.UTF_8));
      return verifier.verify(compact);
    } catch (GeneralSecurityException | CryptoException | IllegalArgumentException e) {
      return false;
    }
  }

  private static PublicKey publicKey(String hex) throws GeneralSecurityException {
    byte[] point = HexFormat.of().parseHex(hex);
    if (point.length != POINT_BYTES || point[0] != 4) {
      throw new CryptoException("not an uncompressed P-256 point");
    }
    AlgorithmParameters curve = AlgorithmParameters.getInstance("EC");
    curve.init(new ECGenParameterSpec("secp256r1"));
    ECPoint w = new ECPoint(new BigInteger(1, point, 1, 32), new BigInteger(1, point, 33, 32));
    return Jca.keyFactory("EC")
        .generatePublic(new ECPublicKeySpec(w, curve.getParameterSpec(ECParameterSpec.class)));
  }
}
