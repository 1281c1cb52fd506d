package org.noports.client;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.noports.protocol.session.ServiceAddress;
import org.noports.tunnel.rendezvous.DataConnection;

/**
 * Sessions to targets, opened when first asked for. Where the daemon opens targets, any session
 * leads to all of them; for other daemons there is one for each target, kept until its own time-out
 * ends it, and not more than a number at a time; then the one unused for longest gives way.
 *
 * <p>Threads, all virtual: one opens a session, one waits for its end; besides them the callers'.
 * The lock guards the map, never I/O.
 */
final class SessionRoutes implements Routes {
  /** As many as a relay serves one atSign by default, with room for other programs. */
  static final int MOST_SESSIONS = 32;

  /** Opens a session to a target. */
  @FunctionalInterface
  interface Opener {
    LiveSession open(ServiceAddress target) throws InterruptedException;
  }

  private final Opener opener;
  private final int most;
  private final ReentrantLock lock = new ReentrantLock();

  /** In the order of their last use. */
  private final Map<ServiceAddress, FutureTask<LiveSession>> sessions =
      new LinkedHashMap<>(16, 0.75f, true);

  private boolean closed;

  SessionRoutes(Opener opener) {
    this(opener, MOST_SESSIONS);
  }

  SessionRoutes(Opener opener, int most) {
    this.opener = opener;
    this.most = most;
  }

  @Override
  public DataConnection dial(ServiceAddress target, Duration limit) throws InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    @Nullable IOException failure = null;
    LiveSession shared = shared(target);
    if (shared != null) {
      try {
        return shared.dial(target);
      } catch (IOException e) {
        failure = e; // It is over, or full: another follows.
      }
    }
    // A session kept from before may have died since; one just opened gives a connection or not.
    for (int attempt = 0; attempt < 2; attempt++) {
      FutureTask<LiveSession> task = task(target, limit);
      LiveSession session = result(task, limit, deadline);
      try {
        return session.dial();
      } catch (IOException e) {
        failure = e;
        forget(target, task);
        session.close();
      }
    }
    throw new ClientException.NoConnection(
        "the session to %s gave none: %s".formatted(target, failure), limit, failure);
  }

  /** A session to another target that leads to this one as well; null when there is none. */
  private @Nullable LiveSession shared(ServiceAddress target) {
    lock.lock();
    try {
      if (sessions.containsKey(target)) {
        return null;
      }
      for (FutureTask<LiveSession> task : sessions.values()) {
        if (task.state() == FutureTask.State.SUCCESS && task.resultNow().opens(target)) {
          return task.resultNow();
        }
      }
      return null;
    } finally {
      lock.unlock();
    }
  }

  private FutureTask<LiveSession> task(ServiceAddress target, Duration limit) {
    @Nullable FutureTask<LiveSession> evicted = null;
    FutureTask<LiveSession> task;
    lock.lock();
    try {
      if (closed) {
        throw new ClientException.NoConnection("the program is stopping", limit, null);
      }
      FutureTask<LiveSession> known = sessions.get(target);
      if (known != null) {
        return known;
      }
      if (sessions.size() >= most) {
        evicted = evict(limit);
      }
      task = new Attempt(target);
      sessions.put(target, task);
    } finally {
      lock.unlock();
    }
    if (evicted != null) {
      evicted.resultNow().close();
    }
    Thread.ofVirtual().name("session to " + target).start(task);
    return task;
  }

  /** The lock is held. */
  private FutureTask<LiveSession> evict(Duration limit) {
    for (Map.Entry<ServiceAddress, FutureTask<LiveSession>> entry : sessions.entrySet()) {
      FutureTask<LiveSession> task = entry.getValue();
      if (task.state() == FutureTask.State.SUCCESS && task.resultNow().connections() == 0) {
        sessions.remove(entry.getKey());
        return task;
      }
    }
    throw new ClientException.NoConnection(
        "all %d sessions to other targets are in use".formatted(most), limit, null);
  }

  private static LiveSession result(FutureTask<LiveSession> task, Duration limit, long deadline)
      throws InterruptedException {
    try {
      return task.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new ClientException.NoConnection("the session is still being opened", limit, e);
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case RuntimeException unchecked -> throw unchecked;
        case Error error -> throw error;
        case null, default ->
            throw new ClientException.NoConnection("its opening was broken off", limit, e);
      }
    }
  }

  private void forget(ServiceAddress target, FutureTask<LiveSession> task) {
    lock.lock();
    try {
      sessions.remove(target, task);
    } finally {
      lock.unlock();
    }
  }

  /** Sessions kept now. */
  int sessions() {
    lock.lock();
    try {
      return sessions.size();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    List<FutureTask<LiveSession>> open;
    lock.lock();
    try {
      closed = true;
      open = List.copyOf(sessions.values());
      sessions.clear();
    } finally {
      lock.unlock();
    }
    for (FutureTask<LiveSession> task : open) {
      if (!task.cancel(true) && task.state() == FutureTask.State.SUCCESS) {
        task.resultNow().close();
      }
    }
  }

  /** Opens the session and then sees to it that it leaves the map with its end. */
  private final class Attempt extends FutureTask<LiveSession> {
    private final ServiceAddress target;

    Attempt(ServiceAddress target) {
      super((Callable<LiveSession>) () -> opener.open(target));
      this.target = target;
    }

    @Override
    protected void done() {
      if (state() != State.SUCCESS) {
        forget(target, this);
        return;
      }
      Thread.ofVirtual().name("session to " + target + " end").start(this::attend);
    }

    private void attend() {
      try (LiveSession session = resultNow()) {
        session.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } finally {
        forget(target, this);
      }
    }
  }
}
