package org.noports.protocol.crypto;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.AlgorithmParameterSpec;
import javax.crypto.Cipher;
import javax.crypto.KEM;

/** Look-ups that cannot fail on a Java that is fit to run us. */
final class Jca {
  private Jca() {}

  static Cipher cipher(String transformation) {
    try {
      return Cipher.getInstance(transformation);
    } catch (GeneralSecurityException e) {
      throw lacking(transformation, e);
    }
  }

  static Signature signature(String algorithm) {
    try {
      return Signature.getInstance(algorithm);
    } catch (GeneralSecurityException e) {
      throw lacking(algorithm, e);
    }
  }

  static KeyFactory keyFactory(String algorithm) {
    try {
      return KeyFactory.getInstance(algorithm);
    } catch (GeneralSecurityException e) {
      throw lacking(algorithm, e);
    }
  }

  static MessageDigest digest(String algorithm) {
    try {
      return MessageDigest.getInstance(algorithm);
    } catch (GeneralSecurityException e) {
      throw lacking(algorithm, e);
    }
  }

  static KEM kem(String algorithm) {
    try {
      return KEM.getInstance(algorithm);
    } catch (GeneralSecurityException e) {
      throw lacking(algorithm, e);
    }
  }

  static KeyPair generate(String algorithm, AlgorithmParameterSpec spec, SecureRandom random) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
      generator.initialize(spec, random);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw lacking(algorithm, e);
    }
  }

  /** An algorithm every Java of our version has to have did not work. */
  static IllegalStateException lacking(String algorithm, Throwable cause) {
    return new IllegalStateException("this Java runtime cannot do " + algorithm, cause);
  }

  /** Strict UTF-8: a replacement character would hide that a cipher text was tampered with. */
  static String utf8(byte[] bytes) throws CharacterCodingException {
    return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
  }
}
