package org.noports.protocol.ssh;

import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.interfaces.EdECPrivateKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.Base64;

/**
 * A key pair as OpenSSH writes it (its PROTOCOL.key, RFC 8709, RFC 4253): what {@code ssh-keygen}
 * without a pass phrase makes. Immutable.
 */
public final class SshKeyPair {
  private static final byte[] MAGIC = "openssh-key-v1\0".getBytes(StandardCharsets.US_ASCII);
  private static final int ED25519_BYTES = 32;

  /** Of the private part, which an encrypted key would need. */
  private static final int BLOCK = 8;

  private static final int LINE = 70;

  private final SshKeyAlgorithm algorithm;
  private final KeyPair pair;
  private final int check;

  private SshKeyPair(SshKeyAlgorithm algorithm, KeyPair pair, int check) {
    this.algorithm = algorithm;
    this.pair = pair;
    this.check = check;
  }

  public static SshKeyPair generate(SshKeyAlgorithm algorithm, SecureRandom random) {
    return new SshKeyPair(algorithm, algorithm.generate(random), random.nextInt());
  }

  /** The line of the public half. */
  public SshPublicKey publicKey(String comment) {
    return new SshPublicKey(
        algorithm.text(), Base64.getEncoder().encodeToString(publicBlob()), comment);
  }

  /** The private half in PEM: a secret, to be given to nobody but its user. */
  public String secretPem(String comment) {
    SshWire secret = new SshWire().uint32(check).uint32(check).string(algorithm.text());
    switch (algorithm) {
      case ED25519 -> {
        byte[] open = rawEd25519(pair.getPublic());
        byte[] seed =
            ((EdECPrivateKey) pair.getPrivate())
                .getBytes()
                .orElseThrow(() -> new IllegalStateException("a key without its bytes"));
        secret.string(open).string(new SshWire().raw(seed).raw(open).bytes());
      }
      case RSA -> {
        RSAPrivateCrtKey key = (RSAPrivateCrtKey) pair.getPrivate();
        secret
            .mpint(key.getModulus())
            .mpint(key.getPublicExponent())
            .mpint(key.getPrivateExponent())
            .mpint(key.getCrtCoefficient())
            .mpint(key.getPrimeP())
            .mpint(key.getPrimeQ());
      }
    }
    secret.string(comment);
    for (byte pad = 1; secret.length() % BLOCK != 0; pad++) {
      secret.raw(new byte[] {pad});
    }
    byte[] whole =
        new SshWire()
            .raw(MAGIC)
            .string("none")
            .string("none")
            .string("")
            .uint32(1)
            .string(publicBlob())
            .string(secret.bytes())
            .bytes();
    return "-----BEGIN OPENSSH PRIVATE KEY-----\n"
        + Base64.getMimeEncoder(LINE, new byte[] {'\n'}).encodeToString(whole)
        + "\n-----END OPENSSH PRIVATE KEY-----\n";
  }

  private byte[] publicBlob() {
    SshWire blob = new SshWire().string(algorithm.text());
    switch (algorithm) {
      case ED25519 -> blob.string(rawEd25519(pair.getPublic()));
      case RSA -> {
        RSAPublicKey key = (RSAPublicKey) pair.getPublic();
        blob.mpint(key.getPublicExponent()).mpint(key.getModulus());
      }
    }
    return blob.bytes();
  }

  /** The last bytes of its SubjectPublicKeyInfo. */
  private static byte[] rawEd25519(PublicKey key) {
    byte[] encoded = key.getEncoded();
    return Arrays.copyOfRange(encoded, encoded.length - ED25519_BYTES, encoded.length);
  }

  @Override
  public String toString() {
    return "SshKeyPair[" + algorithm.text() + ", redacted]";
  }
}
