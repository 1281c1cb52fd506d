package org.noports.tunnel.rendezvous;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.noports.tunnel.pump.JoinResult;
import org.noports.tunnel.pump.Sockets;

/**
 * Everything one side of a session has open, and whether it goes on. Ending it closes what it owns;
 * it has ended when its last thread has. Thread-safe; the lock guards all fields below it.
 */
final class Lifetime {
  private final String name;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Map<Closeable, Closeable> owned = new HashMap<>();
  private int threads;
  private int connections;
  private long idleSince = System.nanoTime();
  private long joined;
  private long bytesToRelay;
  private long bytesFromRelay;
  private @Nullable EndReason reason;
  private String detail = "";

  Lifetime(String name) {
    this.name = name;
  }

  /** Takes over a resource; closes it at once and throws when the session has ended. */
  <T extends Closeable> T own(T resource) throws IOException {
    own(resource, resource);
    return resource;
  }

  /**
   * Takes over a connection from outside the tunnel, for which an end of stream means something.
   */
  SocketChannel ownToReset(SocketChannel channel) throws IOException {
    own(channel, () -> Sockets.reset(channel));
    return channel;
  }

  private void own(Closeable resource, Closeable end) throws IOException {
    lock.lock();
    try {
      if (reason == null) {
        owned.put(resource, end);
        return;
      }
    } finally {
      lock.unlock();
    }
    end.close();
    throw new ClosedChannelException();
  }

  /** Gives a resource up: it is closed already, or somebody else's from now on. */
  void disown(Closeable resource) {
    lock.lock();
    try {
      owned.remove(resource);
    } finally {
      lock.unlock();
    }
  }

  /** Runs a part of the session on a virtual thread; false when it has ended before. */
  boolean start(String part, Runnable body) {
    lock.lock();
    try {
      if (reason != null) {
        return false;
      }
      threads++;
    } finally {
      lock.unlock();
    }
    Thread.ofVirtual()
        .name(name + " " + part)
        .start(() -> {
          try {
            body.run();
          } finally {
            threadEnded();
          }
        });
    return true;
  }

  private void threadEnded() {
    lock.lock();
    try {
      threads--;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Ends the session, unless it has ended before, and closes what it owns. */
  void end(EndReason why, String text) {
    List<Closeable> open;
    lock.lock();
    try {
      if (reason != null) {
        return;
      }
      reason = why;
      detail = text;
      open = new ArrayList<>(owned.values());
      owned.clear();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    for (Closeable resource : open) {
      try {
        resource.close();
      } catch (IOException e) {
        // A socket that fails to close is closed.
      }
    }
  }

  boolean isEnded() {
    lock.lock();
    try {
      return reason != null;
    } finally {
      lock.unlock();
    }
  }

  /** Waits; false when the session has ended meanwhile. */
  boolean pause(Duration time) {
    long left = time.toNanos();
    lock.lock();
    try {
      while (reason == null && left > 0) {
        left = changed.awaitNanos(left);
      }
      return reason == null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      lock.unlock();
    }
  }

  void connectionStarted() {
    lock.lock();
    try {
      connections++;
    } finally {
      lock.unlock();
    }
  }

  /** One data connection less; its result when it had been joined. */
  void connectionEnded(@Nullable JoinResult result) {
    lock.lock();
    try {
      connections--;
      if (connections == 0) {
        idleSince = System.nanoTime();
      }
      if (result != null) {
        joined++;
        bytesToRelay += result.bytesAToB();
        bytesFromRelay += result.bytesBToA();
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  int connections() {
    lock.lock();
    try {
      return connections;
    } finally {
      lock.unlock();
    }
  }

  /** Waits until there has been no data connection for so long; false when ended before. */
  boolean awaitIdle(Duration time) {
    lock.lock();
    try {
      while (reason == null) {
        if (connections > 0) {
          changed.await();
          continue;
        }
        long left = idleSince + time.toNanos() - System.nanoTime();
        if (left <= 0) {
          return true;
        }
        changed.awaitNanos(left);
      }
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until the session has ended and its threads and connections are gone; null when the limit
   * comes first.
   */
  @Nullable SessionEnd await(Duration limit) throws InterruptedException {
    long left = limit.toNanos();
    lock.lock();
    try {
      while (reason == null || threads > 0 || connections > 0) {
        if (left <= 0) {
          return null;
        }
        left = changed.awaitNanos(left);
      }
      return new SessionEnd(reason, detail, joined, bytesToRelay, bytesFromRelay);
    } finally {
      lock.unlock();
    }
  }

  /** As {@link #await}, for a caller that closes: an interrupt only shortens the wait. */
  void awaitQuietly(Duration limit) {
    try {
      await(limit);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
