package org.noports.atclient.keysfile;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import org.noports.atclient.KeysFileProblem;

/**
 * A file that does not exist yet and will hold secrets: nobody else can read it even for an
 * instant, it appears with its whole content or not at all, and it never takes the place of
 * another. Used by one thread.
 */
final class NewSecretFile {
  private static final System.Logger LOG = System.getLogger(NewSecretFile.class.getName());
  private static final FileAttribute<?> MODE_0600 =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
  private static final FileAttribute<?> MODE_0700 =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private final Path file;
  private final Path directory;
  private final boolean posix;

  NewSecretFile(Path file) {
    this.file = file.toAbsolutePath();
    Path parent = this.file.getParent();
    this.directory = parent == null ? this.file : parent;
    this.posix = this.file.getFileSystem().supportedFileAttributeViews().contains("posix");
  }

  void requireWritable() {
    refuseExisting();
    try {
      createDirectory();
      Files.delete(createTemporary());
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  void write(byte[] content) {
    refuseExisting();
    try {
      createDirectory();
      Path temporary = createTemporary();
      try {
        flush(temporary, content);
        appear(temporary);
      } finally {
        Files.deleteIfExists(temporary);
      }
      flushDirectory();
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  private void refuseExisting() {
    if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      throw exists();
    }
  }

  private void createDirectory() throws IOException {
    if (posix) {
      Files.createDirectories(directory, MODE_0700);
    } else {
      Files.createDirectories(directory);
    }
  }

  private Path createTemporary() throws IOException {
    return posix
        ? Files.createTempFile(directory, ".new-", ".atKeys", MODE_0600)
        : Files.createTempFile(directory, ".new-", ".atKeys");
  }

  private static void flush(Path temporary, byte[] content) throws IOException {
    try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
      ByteBuffer buffer = ByteBuffer.wrap(content);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      channel.force(true);
    }
  }

  /** A link fails when the name is taken; a move would replace what is there. */
  private void appear(Path temporary) throws IOException {
    try {
      Files.createLink(file, temporary);
    } catch (FileAlreadyExistsException e) {
      throw exists();
    } catch (UnsupportedOperationException e) {
      refuseExisting();
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    }
  }

  private void flushDirectory() {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "directories cannot be flushed here", e);
    }
  }

  private KeysFileProblem exists() {
    return new KeysFileProblem(
        KeysFileProblem.Kind.EXISTS,
        "the keys file %s exists already and is never overwritten; move it away or name another with -k"
            .formatted(file));
  }

  private KeysFileProblem unwritable(IOException e) {
    return new KeysFileProblem(
        KeysFileProblem.Kind.UNWRITABLE,
        "the keys file %s cannot be written: %s; choose another place with -k".formatted(file, e),
        e);
  }
}
