package org.noports.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.noports.atserver.store.CommitOp;
import org.noports.atserver.store.RecordChange;
import org.noports.atserver.store.RecordMetadata;
import org.noports.atserver.store.Store;
import org.noports.atserver.store.StoredRecord;
import org.noports.protocol.name.AtSign;

/** What one atSign's store takes for an update, a look-up and a scan as its keys grow in number. */
final class StoreGrowth {
  private static final Map<Integer, String> SIZES =
      Map.of(1_000, "1k", 100_000, "100k", 1_000_000, "1m");
  private static final int TIMES = 300;
  private static final Duration LONGEST_GROWTH = Duration.ofSeconds(90);

  /** How many keys a scan finds. */
  private static final int FOUND = 100;

  private static final AtSign OWNER = BenchAtSigns.atSign(BenchAtSigns.COUNT - 1);

  private final Store store;
  private int keys;

  StoreGrowth(Store store) {
    this.store = store;
  }

  void run(Figures figures, String ending) {
    for (int size : SIZES.keySet().stream().sorted().toList()) {
      if (!grow(size)) {
        System.err.println("  " + size + " keys take too long here: left out");
        return;
      }
      String label = SIZES.get(size) + ending;
      String at = " at " + size + " keys, median";
      figures.put("update_us_" + label, micros(this::update), "us", "durable update" + at);
      figures.put("lookup_us_" + label, micros(this::lookUp), "us", "look-up" + at);
      figures.put("scan_us_" + label, micros(this::scan), "us", "scan that finds 100" + at);
    }
  }

  private static String key(int number) {
    return "k%07d.growth%s".formatted(number, OWNER);
  }

  /** False when it takes too long. */
  private boolean grow(int size) {
    long end = System.nanoTime() + LONGEST_GROWTH.toNanos();
    List<Runnable> steps = new ArrayList<>();
    int writers = 512;
    for (int w = 0; w < writers; w++) {
      int first = keys + w;
      steps.add(() -> {
        for (int i = first; i < size && System.nanoTime() < end; i += writers) {
          store.put(OWNER, record(i), CommitOp.UPDATE);
        }
      });
    }
    BenchAtSigns.inParallel(steps);
    keys = size;
    return System.nanoTime() < end;
  }

  private static StoredRecord record(int number) {
    return new StoredRecord(
        key(number), "value " + number, RecordMetadata.createdAt(java.time.Instant.now()));
  }

  private void update(int number) {
    store.update(OWNER, key(number), _ -> new RecordChange.Put(record(number), CommitOp.UPDATE));
  }

  private void lookUp(int number) {
    if (store.get(OWNER, key(number)) == null) {
      throw new BenchException("a key is missing");
    }
  }

  private void scan(int number) {
    String prefix = "k%05d".formatted(number / FOUND);
    if (store.keys(OWNER, prefix).size() != FOUND) {
      throw new BenchException("a scan did not find its keys");
    }
  }

  /** One step at a time on keys all over the store. */
  private double micros(java.util.function.IntConsumer step) {
    Samples samples = new Samples();
    int stride = Math.max(1, keys / TIMES);
    for (int i = 0; i < TIMES; i++) {
      long begin = System.nanoTime();
      step.accept((int) ((long) i * stride % keys));
      samples.add((System.nanoTime() - begin) / 1e3);
    }
    return samples.median();
  }
}
