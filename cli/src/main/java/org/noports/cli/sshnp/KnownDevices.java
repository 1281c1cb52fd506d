package org.noports.cli.sshnp;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.PublicKey;
import java.util.List;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.jspecify.annotations.Nullable;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.name.DeviceName;

/**
 * The host keys of devices, as the built-in ssh client has seen them: the first one is remembered
 * under the device's name, because the local port means nothing; another one is refused. For one
 * session; the library's thread asks.
 */
final class KnownDevices {
  private static final int MAX_BYTES = 1 << 20;

  private final Path file;
  private final String device;
  private volatile @Nullable String refusal;

  KnownDevices(Path home, AtSign daemon, DeviceName device) {
    this.file = home.resolve(".sshnp").resolve("known_devices");
    this.device = device.text() + daemon.text();
  }

  /** Why the key was not accepted; null when it was. */
  @Nullable String refusal() {
    return refusal;
  }

  boolean accepts(PublicKey key) {
    String line = device + " " + PublicKeyEntry.toString(key);
    try {
      List<String> before =
          lines().stream().filter(known -> known.startsWith(device + " ")).toList();
      if (before.contains(line)) {
        return true;
      }
      if (!before.isEmpty()) {
        refusal =
            "the host key of %s is not the one seen before; if the device was set up anew, delete its line in %s"
                .formatted(device, file);
        return false;
      }
      Files.createDirectories(
          file.getParent(),
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      Files.writeString(file, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      return true;
    } catch (IOException e) {
      refusal = "%s cannot be used: %s".formatted(file, e.getMessage());
      return false;
    }
  }

  private List<String> lines() throws IOException {
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new IOException("it is too large");
      }
      return Files.readAllLines(file, StandardCharsets.UTF_8);
    } catch (NoSuchFileException e) {
      return List.of();
    }
  }
}
