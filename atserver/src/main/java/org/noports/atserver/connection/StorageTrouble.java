package org.noports.atserver.connection;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.noports.atserver.store.StoreException;
import org.noports.protocol.name.AtSign;

/**
 * Says in the log that the storage fails: not for every command that notices, because while it is
 * away thousands of clients come again and again. Thread-safe.
 */
public final class StorageTrouble {
  private static final Logger LOG = System.getLogger(StorageTrouble.class.getName());
  private static final Duration APART = Duration.ofSeconds(10);

  private final LongSupplier nanoTime;
  private final AtomicLong silentUntil;
  private final AtomicLong unsaid = new AtomicLong();

  public StorageTrouble(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.silentUntil = new AtomicLong(nanoTime.getAsLong());
  }

  /** A command of that atSign failed for it. */
  void noticed(AtSign owner, StoreException failure) {
    long now = nanoTime.getAsLong();
    long until = silentUntil.get();
    if (now - until < 0 || !silentUntil.compareAndSet(until, now + APART.toNanos())) {
      unsaid.incrementAndGet();
      return;
    }
    LOG.log(
        Level.ERROR,
        "{0}: storage failed: {1} ({2} other commands since this was last said)",
        owner,
        failure.getMessage(),
        unsaid.getAndSet(0));
  }
}
