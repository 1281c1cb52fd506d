package org.noports.atclient.connection;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.noports.atclient.DirectoryAddress;
import org.noports.protocol.name.AtSign;

/**
 * What the atDirectory has answered to this user's programs, a file an atSign: a program that
 * starts saves asking. Only a hint: whatever is wrong with a file, it counts as none. Several
 * programs may share the folder. Thread-safe.
 */
final class KnownAddresses {
  private static final int LARGEST = 512;
  private static final Pattern LINE =
      Pattern.compile("([A-Za-z0-9_.-]{1,253}) ([0-9]{1,5}) ([0-9]{1,15})\n");
  private static final System.Logger LOG = System.getLogger(KnownAddresses.class.getName());

  private final Path file;

  /** An answer of the directory, and when it gave it. */
  record Known(ServerAddress address, Instant since) {}

  KnownAddresses(Path folder, DirectoryAddress directory, AtSign atSign) {
    // Put together without a format: the first number of one makes Java read its locales.
    this.file = folder.resolve(directory.host() + "_" + directory.port() + "_" + atSign.bare());
  }

  /** What is known; null when nothing is. */
  @Nullable Known read() {
    try {
      if (!Files.exists(file) || Files.size(file) > LARGEST) {
        return null;
      }
      Matcher parts = LINE.matcher(Files.readString(file));
      int port = parts.matches() ? Integer.parseInt(parts.group(2)) : 0;
      return port < 1 || port > 65535
          ? null
          : new Known(
              new ServerAddress(parts.group(1), port),
              Instant.ofEpochMilli(Long.parseLong(parts.group(3))));
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "a known address can't be read", e);
      return null;
    }
  }

  void write(Known known) {
    try {
      Path folder = Files.createDirectories(file.toAbsolutePath().getParent());
      Path next = Files.createTempFile(folder, "address", null);
      try {
        Files.writeString(
            next,
            "%s %d %d\n"
                .formatted(
                    known.address().host(), known.address().port(), known.since().toEpochMilli()),
            StandardCharsets.US_ASCII);
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(next);
      }
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "an address can't be kept", e);
    }
  }
}
