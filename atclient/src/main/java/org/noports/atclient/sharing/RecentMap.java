package org.noports.atclient.sharing;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A map that forgets what was not used for the longest time. Thread-safe. */
public final class RecentMap<K, V> {
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<K, V> entries;

  public RecentMap(int most) {
    entries =
        new LinkedHashMap<>(16, 0.75f, true) {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
            return size() > most;
          }
        };
  }

  public @Nullable V get(K key) {
    lock.lock();
    try {
      return entries.get(key);
    } finally {
      lock.unlock();
    }
  }

  /** Enters the value; the one that was there before, or null. */
  public @Nullable V put(K key, V value) {
    lock.lock();
    try {
      return entries.put(key, value);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Replaces the value by what the function makes of it; the function must not do anything else.
   */
  public V update(K key, Function<@Nullable V, V> change) {
    lock.lock();
    try {
      V next = change.apply(entries.get(key));
      entries.put(key, next);
      return next;
    } finally {
      lock.unlock();
    }
  }

  public void remove(K key) {
    lock.lock();
    try {
      entries.remove(key);
    } finally {
      lock.unlock();
    }
  }
}
