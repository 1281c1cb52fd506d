package org.noports.atserver.store.sqlite;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.noports.atserver.store.StoreException;

/**
 * The file of the store, readable by its owner alone, and the lock that keeps a second process
 * away: two would each believe that they see every write. SQLite gives its log files the same mode.
 */
final class StoreFile implements AutoCloseable {
  private static final FileAttribute<Set<PosixFilePermission>> DIRECTORY_MODE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
  private static final FileAttribute<Set<PosixFilePermission>> FILE_MODE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private final Path path;
  private final FileChannel lockFile;

  private StoreFile(Path path, FileChannel lockFile) {
    this.path = path;
    this.lockFile = lockFile;
  }

  static StoreFile open(Path given) {
    Path path = given.toAbsolutePath();
    try {
      Path directory = path.getParent();
      if (directory != null && !Files.isDirectory(directory)) {
        Files.createDirectories(directory, DIRECTORY_MODE);
      }
      create(path);
      Path lockPath = path.resolveSibling(path.getFileName() + ".lock");
      create(lockPath);
      FileChannel lockFile = FileChannel.open(lockPath, StandardOpenOption.WRITE);
      if (lock(lockFile) == null) {
        lockFile.close();
        throw new StoreException(
            "The store " + path + " is in use by another process: stop that one first");
      }
      return new StoreFile(path, lockFile);
    } catch (IOException e) {
      throw new StoreException(
          "The store " + path + " can't be opened: " + e + "; is the directory yours to write?", e);
    }
  }

  private static void create(Path path) throws IOException {
    try {
      Files.createFile(path, FILE_MODE);
    } catch (FileAlreadyExistsException e) {
      if (!Files.isRegularFile(path)) {
        throw e;
      }
    }
  }

  private static @Nullable FileLock lock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  Path path() {
    return path;
  }

  /** The file and its write-ahead log. */
  long bytes() {
    return size(path) + size(path.resolveSibling(path.getFileName() + "-wal"));
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      return 0;
    }
  }

  @Override
  public void close() throws IOException {
    lockFile.close();
  }
}
