package org.noports.cli.sshnp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.name.DeviceName;

class KnownDevicesTest {
  @TempDir private Path home;

  private KnownDevices device(String name) {
    return new KnownDevices(home, AtSign.of("@bob"), DeviceName.of(name));
  }

  private static PublicKey key() throws NoSuchAlgorithmException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(256);
    return generator.generateKeyPair().getPublic();
  }

  @Test
  void theFirstKeyIsRememberedAndAnotherOneRefused() throws Exception {
    PublicKey first = key();
    assertThat(device("box").accepts(first)).isTrue();
    assertThat(device("box").accepts(first)).isTrue();
    KnownDevices later = device("box");
    assertThat(later.accepts(key())).isFalse();
    assertThat(later.refusal())
        .contains("the host key of box@bob is not the one seen before", "known_devices");
    assertThat(device("box2").accepts(key())).isTrue();
  }

  @Test
  void theFileIsInADirectoryOfTheUserAlone() throws Exception {
    assertThat(device("box").accepts(key())).isTrue();
    Path directory = home.resolve(".sshnp");
    assertThat(Files.getPosixFilePermissions(directory)).hasSize(3);
    assertThat(Files.readString(directory.resolve("known_devices")))
        .startsWith("box@bob ecdsa-sha2-nistp256 ");
  }

  @Test
  void aFileThatCannotBeReadIsARefusal() throws IOException, NoSuchAlgorithmException {
    Files.createDirectories(home.resolve(".sshnp/known_devices"));
    KnownDevices known = device("box");
    assertThat(known.accepts(key())).isFalse();
    assertThat(known.refusal()).contains("known_devices cannot be used");
  }
}
