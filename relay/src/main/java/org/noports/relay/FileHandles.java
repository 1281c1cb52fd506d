package org.noports.relay;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * The process's file handles: every socket is one, and a process that has none left can't even
 * serve the sessions it has. New sessions are refused while fewer than a reserve are free.
 *
 * <p>To count them the operating system lists them, which takes milliseconds when there are many:
 * the count is taken anew only when it is old or what it left free has been given away.
 * Thread-safe; the lock guards the count.
 */
final class FileHandles {
  /** Two listening sockets, and a connection to each. */
  static final int OF_A_SESSION = 4;

  private static final long FRESH_NANOS = 1_000_000_000;
  private static final long SMALLEST_RESERVE = 32;
  private static final long LARGEST_RESERVE = 1024;

  private final long limit;
  private final LongSupplier open;
  private final long reserve;
  private final ReentrantLock lock = new ReentrantLock();
  private long countedNanos;
  private boolean counted;
  private long free;

  FileHandles(long limit, LongSupplier open) {
    this.limit = limit;
    this.open = open;
    this.reserve = Math.clamp(limit / 16, SMALLEST_RESERVE, LARGEST_RESERVE);
  }

  /** Of this process; without any limit where the platform does not tell. */
  static FileHandles ofProcess() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
        ? new FileHandles(unix.getMaxFileDescriptorCount(), unix::getOpenFileDescriptorCount)
        : new FileHandles(Long.MAX_VALUE, () -> 0);
  }

  /** Whether a session can have its handles. */
  boolean haveRoom() {
    lock.lock();
    try {
      if (!counted
          || free < reserve + OF_A_SESSION
          || System.nanoTime() - countedNanos > FRESH_NANOS) {
        free = limit - open.getAsLong();
        counted = true;
        countedNanos = System.nanoTime();
      }
      if (free < reserve + OF_A_SESSION) {
        return false;
      }
      free -= OF_A_SESSION;
      return true;
    } finally {
      lock.unlock();
    }
  }

  long limit() {
    return limit;
  }

  long open() {
    return open.getAsLong();
  }
}
