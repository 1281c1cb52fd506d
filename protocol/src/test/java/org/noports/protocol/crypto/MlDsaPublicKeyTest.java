package org.noports.protocol.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.noports.protocol.vectors.SpecFile;

/** Signatures made by the JDK itself; the vectors have none. */
class MlDsaPublicKeyTest {
  @Test
  void bothFormsOfTheKeyVerifyAndNothingElseDoes() throws Exception {
    KeyPair pair = KeyPairGenerator.getInstance("ML-DSA-65").generateKeyPair();
    Signature signer = Signature.getInstance("ML-DSA-65");
    signer.initSign(pair.getPrivate());
    signer.update("text".getBytes(StandardCharsets.UTF_8));
    String signature = Base64.getEncoder().encodeToString(signer.sign());

    byte[] spki = pair.getPublic().getEncoded();
    byte[] raw = Arrays.copyOfRange(spki, spki.length - 1952, spki.length);
    for (byte[] form : new byte[][] {spki, raw}) {
      MlDsaPublicKey key = MlDsaPublicKey.fromText(Base64.getEncoder().encodeToString(form));
      assertThat(key.verify("text", signature)).isTrue();
      assertThat(key.verify("texts", signature)).isFalse();
      assertThat(key.verify("text", signature.substring(4))).isFalse();
      assertThat(key.verify("text", "not base64")).isFalse();
    }
    assertThatThrownBy(() -> MlDsaPublicKey.fromText(SpecFile.publicKey("alice_encryption").text()))
        .isInstanceOf(CryptoException.class);
  }
}
