package org.noports.tunnel.datagrams;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The flows of one service, in the order of their last use and never more than a number
 * (docs/extensions/udp.md). Knows no socket. Not thread-safe.
 *
 * @param <K> what tells them apart
 * @param <F> what is kept of one
 */
public final class FlowTable<K, F> {
  private record Entry<F>(F flow, long used) {}

  private final DatagramLimits limits;
  private final LongSupplier nanoClock;

  /** The one not used for longest comes first. */
  private final SequencedMap<K, Entry<F>> flows = new LinkedHashMap<>();

  public FlowTable(DatagramLimits limits, LongSupplier nanoClock) {
    this.limits = limits;
    this.nanoClock = nanoClock;
  }

  /** The flow, which is used now; null when there is none. */
  public @Nullable F use(K key) {
    Entry<F> entry = flows.remove(key);
    if (entry == null) {
      return null;
    }
    flows.put(key, new Entry<>(entry.flow(), nanoClock.getAsLong()));
    return entry.flow();
  }

  /** Whether another flow may be added, now or after the one {@link #evict} gives has gone. */
  public boolean isFull() {
    return flows.size() >= limits.flows();
  }

  /** Takes out the flow that has been quiet for longest; null when even that one is in use. */
  public @Nullable F evict() {
    Map.Entry<K, Entry<F>> oldest = flows.firstEntry();
    if (oldest == null
        || nanoClock.getAsLong() - oldest.getValue().used() < nanos(limits.quiet())) {
      return null;
    }
    flows.remove(oldest.getKey());
    return oldest.getValue().flow();
  }

  /** Adds one that is used now; there must be room. */
  public void add(K key, F flow) {
    if (isFull() || flows.containsKey(key)) {
      throw new IllegalStateException("there is no room for this flow");
    }
    flows.put(key, new Entry<>(flow, nanoClock.getAsLong()));
  }

  /** Takes out those that were idle for their time. */
  public List<F> expire() {
    List<F> gone = new ArrayList<>();
    Iterator<Entry<F>> oldestFirst = flows.values().iterator();
    while (oldestFirst.hasNext()) {
      Entry<F> entry = oldestFirst.next();
      if (nanoClock.getAsLong() - entry.used() < nanos(limits.idle())) {
        break;
      }
      gone.add(entry.flow());
      oldestFirst.remove();
    }
    return gone;
  }

  /** Takes out all. */
  public List<F> clear() {
    List<F> all = flows.values().stream().map(Entry::flow).toList();
    flows.clear();
    return all;
  }

  public int size() {
    return flows.size();
  }

  private static long nanos(Duration time) {
    return time.toNanos();
  }
}
