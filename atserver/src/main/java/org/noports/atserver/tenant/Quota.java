package org.noports.atserver.tenant;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.ReentrantLock;
import org.noports.atserver.Limits;
import org.noports.atserver.connection.Refusal;
import org.noports.atserver.record.Records;
import org.noports.atserver.store.Store;
import org.noports.atserver.store.TenantUsage;
import org.noports.protocol.ErrorCode;

/**
 * What one atSign may keep. Counting everything is dear, so the store is asked now and then and
 * what this process wrote since is added; replacing a value counts as a new one until then. Near
 * the limit the store is asked again before anything is refused.
 *
 * <p>Thread-safe; may block on the store. {@code lock} guards the numbers and is held across the
 * count, so that a crowd near the limit counts once.
 */
public final class Quota {
  private static final Duration COUNTED_FOR = Duration.ofMinutes(5);

  /** A count is not repeated sooner, however many are refused. */
  private static final Duration BETWEEN_COUNTS = Duration.ofSeconds(1);

  private final Store store;
  private final Records records;
  private final Limits limits;
  private final ReentrantLock lock = new ReentrantLock();
  private Instant countedAt = Instant.EPOCH;
  private TenantUsage counted = TenantUsage.NONE;
  private TenantUsage since = TenantUsage.NONE;

  Quota(Store store, Records records, Limits limits) {
    this.store = store;
    this.records = records;
    this.limits = limits;
  }

  /** Refuses with AT0028 when this is more than the atSign may keep; call it before the write. */
  public void require(String key, String value) {
    TenantUsage added = new TenantUsage(1, bytes(key) + bytes(value));
    Instant now = records.now();
    lock.lock();
    try {
      if (countedAt.plus(fits(added) ? COUNTED_FOR : BETWEEN_COUNTS).isBefore(now)) {
        counted = store.usage(records.owner());
        since = TenantUsage.NONE;
        countedAt = now;
      }
      if (!fits(added)) {
        throw Refusal.of(ErrorCode.AT0028, "the storage of " + records.owner() + " is full");
      }
      since = since.plus(added);
    } finally {
      lock.unlock();
    }
  }

  private boolean fits(TenantUsage added) {
    TenantUsage all = counted.plus(since).plus(added);
    return all.rows() <= limits.recordsPerAtSign() && all.bytes() <= limits.bytesPerAtSign();
  }

  private static long bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
