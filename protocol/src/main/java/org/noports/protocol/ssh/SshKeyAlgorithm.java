package org.noports.protocol.ssh;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;

/** What ephemeral ssh keys are made of (cli.md 3.1, {@code --ssh-algorithm}). */
public enum SshKeyAlgorithm {
  ED25519("ssh-ed25519"),
  /** 4096 bits: making one takes about a second. */
  RSA("ssh-rsa");

  private final String text;

  SshKeyAlgorithm(String text) {
    this.text = text;
  }

  /** The name in options and in key lines. */
  public String text() {
    return text;
  }

  KeyPair generate(SecureRandom random) {
    return switch (this) {
      case ED25519 -> generate("Ed25519", NamedParameterSpec.ED25519, random);
      case RSA ->
          generate("RSA", new RSAKeyGenParameterSpec(4096, RSAKeyGenParameterSpec.F4), random);
    };
  }

  private static KeyPair generate(
      String jdkName, AlgorithmParameterSpec spec, SecureRandom random) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(jdkName);
      generator.initialize(spec, random);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java runtime cannot make keys of " + jdkName, e);
    }
  }
}
