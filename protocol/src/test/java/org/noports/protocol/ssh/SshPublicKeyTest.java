package org.noports.protocol.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.noports.protocol.ProtocolException;

class SshPublicKeyTest {
  private static final String KEY =
      SshKeyPair.generate(SshKeyAlgorithm.ED25519, new SecureRandom()).publicKey("").base64();

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", "\r\n"})
  void aLineIsReadWithAnyEnd(String end) {
    SshPublicKey key = SshPublicKey.parse("ssh-ed25519 " + KEY + " alice@laptop, at home" + end);
    assertThat(key.comment()).isEqualTo("alice@laptop, at home");
    assertThat(key.line()).isEqualTo("ssh-ed25519 " + KEY + " alice@laptop, at home");
  }

  @Test
  void aKeyNeedsNoComment() {
    assertThat(SshPublicKey.parse("ssh-ed25519 " + KEY).line()).isEqualTo("ssh-ed25519 " + KEY);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "ssh-ed25519",
        "ssh-ed25519 KEY first\nssh-ed25519 KEY second",
        "ssh-ed25519 KEY with\u0007bell",
        "ssh-ed25519 KEY with\u0085line",
        "ssh-ed25519\tKEY",
        "ssh-rsa KEY",
        "ssh-dss KEY",
        "ssh-ed25519-cert-v01@openssh.com KEY",
        "ecdsa-sha2-nistp256;x KEY",
        "command=\"x\" ssh-ed25519 KEY",
        "ssh-ed25519 KEY=",
        "ssh-ed25519 AAAA",
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5",
        "ssh-ed25519 //////NzaC1lZDI1NTE5",
      })
  void whatIsNotOneWholeKeyIsRefused(String text) {
    assertThatThrownBy(() -> SshPublicKey.parse(text.replace("KEY", KEY)))
        .isInstanceOf(ProtocolException.class);
  }

  @Test
  void anEndlessTextIsRefusedUnread() {
    assertThatThrownBy(() -> SshPublicKey.parse("ssh-ed25519 " + KEY + " " + "x".repeat(9000)))
        .hasMessageContaining("longer than 8192");
  }
}
