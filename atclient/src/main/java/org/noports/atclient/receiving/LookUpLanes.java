package org.noports.atclient.receiving;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.noports.protocol.name.AtSign;

/**
 * Work that has to ask a server about a sender: in order and one at a time for each sender, on a
 * thread of its own while there is some. A few senders at once and a bounded number of tasks each,
 * so that one with a slow server harms only himself. Thread-safe; the lock guards {@link #lanes}
 * and their queues and is never held while a task runs.
 */
final class LookUpLanes {
  static final int MOST_SENDERS = 16;
  static final int MOST_WAITING = 100;

  private final ReentrantLock lock = new ReentrantLock();
  private final Map<AtSign, Queue<Runnable>> lanes = new HashMap<>();
  private final String name;

  LookUpLanes(String name) {
    this.name = name;
  }

  /** Runs the task after the sender's others; false when there is no room for it. */
  boolean offer(AtSign sender, Runnable task) {
    lock.lock();
    try {
      Queue<Runnable> lane = lanes.get(sender);
      if (lane != null) {
        return lane.size() < MOST_WAITING && lane.add(task);
      }
      if (lanes.size() == MOST_SENDERS) {
        return false;
      }
      Queue<Runnable> opened = new ArrayDeque<>();
      opened.add(task);
      lanes.put(sender, opened);
    } finally {
      lock.unlock();
    }
    Thread.ofVirtual().name(name + " " + sender).start(() -> work(sender));
    return true;
  }

  private void work(AtSign sender) {
    boolean done = false;
    try {
      for (Runnable task = next(sender); task != null; task = next(sender)) {
        task.run();
      }
      done = true;
    } finally {
      if (!done) {
        close(sender); // a task failed; its exception goes to the thread's handler
      }
    }
  }

  /** The sender's next task; without one the lane is gone when this returns. */
  private @Nullable Runnable next(AtSign sender) {
    lock.lock();
    try {
      Queue<Runnable> lane = lanes.get(sender);
      Runnable task = lane == null ? null : lane.poll();
      if (task == null) {
        lanes.remove(sender);
      }
      return task;
    } finally {
      lock.unlock();
    }
  }

  private void close(AtSign sender) {
    lock.lock();
    try {
      lanes.remove(sender);
    } finally {
      lock.unlock();
    }
  }
}
