package org.noports.cli.up;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;
import org.noports.atclient.keysfile.KeysFile;
import org.noports.cli.options.EnvironmentProblem;
import org.noports.cli.output.FileTrouble;
import org.noports.protocol.name.AtSign;

/**
 * Where a private system keeps what: {@code DIR/server} (the atServers' own), {@code DIR/keys},
 * {@code DIR/activation} (secrets of atSigns that are not activated yet) and {@code DIR/env}. Only
 * the owner can read any of it.
 */
public record Layout(Path directory) {
  private static final String OWNER_ONLY = "rwx------";
  private static final String OWNER_FILE = "rw-------";

  /** Makes the directories that are missing. */
  public static Layout prepare(Path directory) {
    Layout layout = new Layout(directory.toAbsolutePath().normalize());
    for (Path needed :
        new Path[] {layout.directory, layout.server(), layout.keys(), layout.activation()}) {
      try {
        Files.createDirectories(needed);
        restrict(needed, OWNER_ONLY);
      } catch (IOException e) {
        throw new EnvironmentProblem(
            "Cannot make the directory %s: %s".formatted(needed, FileTrouble.of(e)), e);
      }
    }
    return layout;
  }

  public Path server() {
    return directory.resolve("server");
  }

  Path keys() {
    return directory.resolve("keys");
  }

  public Path keysFile(AtSign atSign) {
    return keys().resolve(KeysFile.fileName(atSign));
  }

  Path activation() {
    return directory.resolve("activation");
  }

  Path secretFile(AtSign atSign) {
    return activation().resolve(atSign.text() + ".cram");
  }

  Path environment() {
    return directory.resolve("env");
  }

  /** The activation secret of an atSign, or null when none is kept. */
  @Nullable String secret(AtSign atSign) {
    try {
      return Files.readString(secretFile(atSign)).strip();
    } catch (NoSuchFileException e) {
      return null;
    } catch (IOException e) {
      throw new EnvironmentProblem(
          "Cannot read %s: %s".formatted(secretFile(atSign), FileTrouble.of(e)), e);
    }
  }

  void saveSecret(AtSign atSign, String secret) {
    write(secretFile(atSign), secret + "\n");
  }

  void forgetSecret(AtSign atSign) {
    delete(secretFile(atSign));
  }

  void forgetKeys(AtSign atSign) {
    delete(keysFile(atSign));
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new EnvironmentProblem("Cannot delete %s: %s".formatted(file, FileTrouble.of(e)), e);
    }
  }

  /** Writes a file that is either complete or not there, for its owner only. */
  static void write(Path file, String text) {
    Path draft = file.resolveSibling(file.getFileName() + ".new");
    try {
      Files.deleteIfExists(draft);
      try {
        Files.createFile(
            draft,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(OWNER_FILE)));
      } catch (UnsupportedOperationException | FileAlreadyExistsException e) {
        Files.deleteIfExists(draft);
      }
      Files.writeString(draft, text, StandardCharsets.UTF_8);
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new EnvironmentProblem("Cannot write %s: %s".formatted(file, FileTrouble.of(e)), e);
    }
  }

  private static void restrict(Path path, String permissions) throws IOException {
    if (Files.getFileStore(path).supportsFileAttributeView("posix")) {
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
    }
  }
}
