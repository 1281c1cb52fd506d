package org.noports.daemon.sharedfile;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A text file that others read at any time and several processes change: each change is a new file
 * that takes the old one's name, mode and owner at once, so that a reader or a crash meets the old
 * text or the new one. Where the name is a symbolic link, the file it leads to is replaced and the
 * link stays.
 *
 * <p>Thread-safe. Changes wait for each other on a lock file beside the file, within the process on
 * a lock as well, because a file lock belongs to the whole process; both with a limit.
 */
public final class SharedFile {
  private static final Duration LOCK_LIMIT = Duration.ofSeconds(10);

  /** One byte a character, so that what is not UTF-8 stays as it is. */
  private static final Charset BYTES = StandardCharsets.ISO_8859_1;

  private static final long LOCK_POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
  private static final Set<PosixFilePermission> MODE_0600 =
      PosixFilePermissions.fromString("rw-------");
  private static final Set<PosixFilePermission> MODE_0700 =
      PosixFilePermissions.fromString("rwx------");

  /** One change at a time in this process. The lock is held across I/O: that is its purpose. */
  private static final ReentrantLock PROCESS = new ReentrantLock();

  private final Path file;
  private final int maxBytes;
  private final boolean posix;

  public SharedFile(Path file, int maxBytes) {
    this.file = file.toAbsolutePath();
    this.maxBytes = maxBytes;
    this.posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
  }

  /** What becomes of a text; null leaves it alone. */
  public interface Change {
    @Nullable String apply(String content);
  }

  /** Changes the text; whether anything changed. */
  public boolean change(Change change) throws IOException {
    Path parent = file.getParent();
    if (parent != null && Files.notExists(parent)) {
      Files.createDirectories(parent, mode(MODE_0700));
    }
    Path real = real();
    lockProcess();
    try (FileChannel lock =
            FileChannel.open(
                real.resolveSibling("." + real.getFileName() + ".lock"),
                Set.<OpenOption>of(
                    StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
                mode(MODE_0600));
        FileLock held = lockFile(lock)) {
      String before = read(real);
      String after = change.apply(before);
      if (after == null || !held.isValid()) {
        return false;
      }
      replace(real, after);
      return true;
    } finally {
      PROCESS.unlock();
    }
  }

  /** The text of now; empty when there is no file. */
  public String content() throws IOException {
    return read(real());
  }

  /** When it was changed last; the given time when it does not exist. */
  public Instant changedAt(Instant otherwise) throws IOException {
    try {
      return Files.getLastModifiedTime(file).toInstant();
    } catch (NoSuchFileException e) {
      return otherwise;
    }
  }

  private Path real() throws IOException {
    if (!Files.isSymbolicLink(file)) {
      return file;
    }
    try {
      return file.toRealPath();
    } catch (NoSuchFileException e) {
      throw new IOException(file + " is a symbolic link that leads nowhere", e);
    }
  }

  private String read(Path real) throws IOException {
    if (!Files.exists(real, LinkOption.NOFOLLOW_LINKS)) {
      return "";
    }
    if (!Files.isRegularFile(real, LinkOption.NOFOLLOW_LINKS)) {
      throw new IOException(real + " is no regular file");
    }
    if (Files.size(real) > maxBytes) {
      throw new IOException(real + " is larger than " + maxBytes + " bytes");
    }
    return Files.readString(real, BYTES);
  }

  private void replace(Path real, String content) throws IOException {
    Path directory = requireNonNull(real.getParent(), "a file stands in a directory");
    // Whoever holds the lock owns this name: what stands there a crash has left.
    Path fresh = directory.resolve("." + real.getFileName() + ".new");
    Files.deleteIfExists(fresh);
    try {
      try (FileChannel channel =
          FileChannel.open(
              fresh,
              Set.<OpenOption>of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
              mode(MODE_0600))) {
        ByteBuffer bytes = BYTES.encode(content);
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        if (posix && Files.exists(real)) {
          takeModeAndOwner(real, fresh);
        }
        channel.force(true);
      }
      Files.move(fresh, real, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(fresh);
    }
    flush(directory);
  }

  /** Fails where the owner can't be kept: sshd would refuse the file, and the owner lose it. */
  private static void takeModeAndOwner(Path from, Path to) throws IOException {
    PosixFileAttributes wanted = Files.readAttributes(from, PosixFileAttributes.class);
    PosixFileAttributeView view = Files.getFileAttributeView(to, PosixFileAttributeView.class);
    PosixFileAttributes given = view.readAttributes();
    if (!given.owner().equals(wanted.owner())) {
      view.setOwner(wanted.owner());
    }
    if (!given.group().equals(wanted.group())) {
      view.setGroup(wanted.group());
    }
    view.setPermissions(wanted.permissions());
  }

  private static void flush(Path directory) throws IOException {
    FileStore store = Files.getFileStore(directory);
    if (store.supportsFileAttributeView(PosixFileAttributeView.class)) {
      try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }

  private static void lockProcess() throws IOException {
    try {
      if (PROCESS.tryLock(LOCK_LIMIT.toNanos(), TimeUnit.NANOSECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new IOException("the file is being changed by another thread for too long");
  }

  /** Java has no file lock with a limit. */
  private static FileLock lockFile(FileChannel channel) throws IOException {
    long until = System.nanoTime() + LOCK_LIMIT.toNanos();
    while (true) {
      try {
        FileLock lock = channel.tryLock();
        if (lock != null) {
          return lock;
        }
      } catch (OverlappingFileLockException e) {
        throw new IOException("the file is locked by another part of this process", e);
      }
      if (System.nanoTime() >= until || Thread.currentThread().isInterrupted()) {
        throw new IOException("the file is locked by another process for too long");
      }
      LockSupport.parkNanos(LOCK_POLL_NANOS);
    }
  }

  private FileAttribute<?>[] mode(Set<PosixFilePermission> permissions) {
    return posix
        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)}
        : new FileAttribute<?>[0];
  }
}
