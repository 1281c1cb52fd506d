package org.noports.atserver.tenant;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.noports.protocol.json.JsonObject;

/**
 * Which keys are looked up most, and which atSigns come most ({@code stats:5} and {@code stats:6},
 * atprotocol.md 3.8), since this process runs. Thread-safe; {@code lock} guards the counts.
 */
public final class Visits {
  private static final int TOP = 5;

  /** With more names than this the rarer half is forgotten. */
  private static final int MAX_NAMES = 1_000;

  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, Long> counts = new HashMap<>();

  public void count(String name) {
    lock.lock();
    try {
      counts.merge(name, 1L, Long::sum);
      if (counts.size() > MAX_NAMES) {
        long median = counts.values().stream().sorted().skip(MAX_NAMES / 2).findFirst().orElse(0L);
        counts.values().removeIf(count -> count <= median);
      }
    } finally {
      lock.unlock();
    }
  }

  /** The most frequent, most frequent first. */
  public JsonObject top() {
    lock.lock();
    try {
      JsonObject.Builder out = JsonObject.builder();
      counts.entrySet().stream()
          .sorted(
              Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                  .thenComparing(Map.Entry.comparingByKey()))
          .limit(TOP)
          .forEach(each -> out.put(each.getKey(), each.getValue()));
      return out.build();
    } finally {
      lock.unlock();
    }
  }
}
