package org.noports.protocol.crypto;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;

/**
 * The DER forms of RSA keys (atclient.md 1.1). A key is read only when writing it again gives the
 * same bytes, which refuses trailing bytes, attributes, other algorithms and a missing NULL.
 */
final class RsaDer {
  static final int BITS = 2048;

  /** SEQ{ OID rsaEncryption, NULL }. */
  private static final byte[] ALGORITHM = {
    0x30,
    0x0d,
    0x06,
    0x09,
    0x2a,
    (byte) 0x86,
    0x48,
    (byte) 0x86,
    (byte) 0xf7,
    0x0d,
    0x01,
    0x01,
    0x01,
    0x05,
    0x00
  };

  private static final byte[] INTEGER_ZERO = {0x02, 0x01, 0x00};
  private static final byte[] NO_UNUSED_BITS = {0x00};
  private static final int SEQUENCE = 0x30;
  private static final int OCTET_STRING = 0x04;
  private static final int BIT_STRING = 0x03;

  private RsaDer() {}

  static RSAPublicKey publicKey(byte[] spki) {
    RSAPublicKey key;
    try {
      key = (RSAPublicKey) Jca.keyFactory("RSA").generatePublic(new X509EncodedKeySpec(spki));
    } catch (InvalidKeySpecException | ClassCastException e) {
      throw new CryptoException("not an RSA public key");
    }
    checkNumbers(key.getModulus(), key.getPublicExponent());
    if (!Arrays.equals(key.getEncoded(), spki)) {
      throw new CryptoException("an RSA public key is not in its one DER form");
    }
    return key;
  }

  static RSAPrivateCrtKey privateKey(byte[] pkcs8) {
    RSAPrivateCrtKey key;
    try {
      key =
          (RSAPrivateCrtKey) Jca.keyFactory("RSA").generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
    } catch (InvalidKeySpecException | ClassCastException e) {
      throw new CryptoException("not an RSA private key with all its numbers");
    }
    checkNumbers(key.getModulus(), key.getPublicExponent());
    checkConsistency(key);
    if (!Arrays.equals(key.getEncoded(), pkcs8)) {
      throw new CryptoException("an RSA private key is not in its one DER form");
    }
    return key;
  }

  /** PKCS#1 {@code SEQ{ n, e }} as SubjectPublicKeyInfo. */
  static byte[] wrapPublic(byte[] pkcs1) {
    return element(SEQUENCE, ALGORITHM, element(BIT_STRING, NO_UNUSED_BITS, pkcs1));
  }

  /** PKCS#1 {@code SEQ{ 0, n, e, ... }} as PrivateKeyInfo. */
  static byte[] wrapPrivate(byte[] pkcs1) {
    return element(SEQUENCE, INTEGER_ZERO, ALGORITHM, element(OCTET_STRING, pkcs1));
  }

  private static void checkNumbers(BigInteger modulus, BigInteger exponent) {
    if (modulus.bitLength() != BITS || !modulus.testBit(0)) {
      throw new CryptoException("an RSA key is not of exactly 2048 bits");
    }
    if (!exponent.testBit(0) || exponent.compareTo(BigInteger.TWO) <= 0) {
      throw new CryptoException("an RSA public exponent is not odd and at least 3");
    }
  }

  /** Numbers that do not belong together would sign wrongly and so give a factor away. */
  private static void checkConsistency(RSAPrivateCrtKey key) {
    BigInteger p = key.getPrimeP();
    BigInteger q = key.getPrimeQ();
    BigInteger d = key.getPrivateExponent();
    if (p.signum() <= 0 || q.signum() <= 0 || !p.multiply(q).equals(key.getModulus())) {
      throw inconsistent();
    }
    BigInteger p1 = p.subtract(BigInteger.ONE);
    BigInteger q1 = q.subtract(BigInteger.ONE);
    if (p1.signum() == 0 || q1.signum() == 0) {
      throw inconsistent();
    }
    BigInteger ed = d.multiply(key.getPublicExponent());
    boolean fits =
        ed.mod(p1).equals(BigInteger.ONE)
            && ed.mod(q1).equals(BigInteger.ONE)
            && key.getPrimeExponentP().equals(d.mod(p1))
            && key.getPrimeExponentQ().equals(d.mod(q1))
            && key.getCrtCoefficient().multiply(q).mod(p).equals(BigInteger.ONE);
    if (!fits) {
      throw inconsistent();
    }
  }

  private static CryptoException inconsistent() {
    return new CryptoException("the numbers of an RSA private key do not belong together");
  }

  private static byte[] element(int tag, byte[]... parts) {
    int length = 0;
    for (byte[] part : parts) {
      length += part.length;
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(length + 4);
    out.write(tag);
    if (length >= 0x100) {
      out.write(0x82);
      out.write(length >>> 8);
    } else if (length >= 0x80) {
      out.write(0x81);
    }
    out.write(length);
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }
}
