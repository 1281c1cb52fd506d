package org.noports.client;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.noports.tunnel.rendezvous.SessionEnd;

/**
 * Sessions that have been replaced but still carry connections: each is closed with its last one.
 * Threads: one virtual for each. Thread-safe.
 */
final class Retirement implements AutoCloseable {
  private static final Duration LOOK = Duration.ofSeconds(1);

  /** Guarded by itself. */
  private final Set<LiveSession> open = new HashSet<>();

  void add(LiveSession session) {
    synchronized (open) {
      open.add(session);
    }
    Thread.ofVirtual().name("session " + session.id() + " retired").start(() -> attend(session));
  }

  private void attend(LiveSession session) {
    try (session) {
      SessionEnd end = null;
      while (end == null && session.connections() > 0) {
        end = session.await(LOOK);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      synchronized (open) {
        open.remove(session);
      }
    }
  }

  @Override
  public void close() {
    Set<LiveSession> left;
    synchronized (open) {
      left = Set.copyOf(open);
    }
    left.forEach(LiveSession::close);
  }
}
