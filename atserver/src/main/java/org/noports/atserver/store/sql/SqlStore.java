package org.noports.atserver.store.sql;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.noports.atserver.store.CommitEntry;
import org.noports.atserver.store.KeyEntry;
import org.noports.atserver.store.NotificationCount;
import org.noports.atserver.store.PendingDelivery;
import org.noports.atserver.store.Store;
import org.noports.atserver.store.StoreException;
import org.noports.atserver.store.StoreListener;
import org.noports.atserver.store.StoredNotification;
import org.noports.atserver.store.StoredRecord;
import org.noports.atserver.store.Tenant;
import org.noports.atserver.store.TenantKey;
import org.noports.atserver.store.TenantUsage;
import org.noports.protocol.name.AtSign;

/**
 * What every engine does alike: questions, which any of a few connections answers, and listeners.
 * Engines add the writes, and which number the rows of a tenant carry. Thread-safe.
 */
public abstract class SqlStore implements Store {
  /** How long after its expiry one can still ask what became of a notification one sent. */
  private static final Duration STATUS_KEPT = Duration.ofMinutes(5);

  private final ReaderPool readers;
  private final Listeners listeners;

  /** Closing the connections that read is left to the engine, as part of its order. */
  protected SqlStore(ReaderPool readers, Listeners listeners) {
    this.readers = readers;
    this.listeners = listeners;
  }

  /** The number of a tenant's rows; null when it is not served here. */
  protected abstract @Nullable Long number(AtSign tenant);

  /** The same, for writes. */
  protected final long required(AtSign tenant) {
    Long number = number(tenant);
    if (number == null) {
      throw new StoreException("The atSign " + tenant + " is not served here");
    }
    return number;
  }

  /** What was sent goes now if it expired before that time. */
  protected static Instant sentBefore(Instant now) {
    return now.minus(STATUS_KEPT);
  }

  @Override
  public List<Tenant> tenants() {
    return readers.read(
        "tenants", db -> TenantReads.all(db).stream().map(TenantReads.Numbered::tenant).toList());
  }

  @Override
  public @Nullable StoredRecord get(AtSign tenant, String key) {
    return read(tenant, key, null, (db, number) -> RecordReads.get(db, number, key));
  }

  @Override
  public List<KeyEntry> keys(AtSign tenant) {
    return keys(tenant, "");
  }

  @Override
  public List<KeyEntry> keys(AtSign tenant, String prefix) {
    return read(tenant, "keys", List.of(), (db, number) -> RecordReads.keys(db, number, prefix));
  }

  @Override
  public List<CommitEntry> commitEntries(AtSign tenant, long fromId, int limit) {
    return read(
        tenant,
        "commits",
        List.of(),
        (db, number) -> RecordReads.commitEntries(db, number, fromId, limit));
  }

  @Override
  public long lastCommitId(AtSign tenant) {
    return read(tenant, "commits", -1L, RecordReads::lastCommitId);
  }

  @Override
  public long lastNotificationAt(AtSign tenant) {
    return read(tenant, "notifications", 0L, NotificationReads::lastAt);
  }

  @Override
  public @Nullable StoredNotification notification(AtSign tenant, String id) {
    return read(tenant, id, null, (db, number) -> NotificationReads.byId(db, number, tenant, id));
  }

  @Override
  public List<StoredNotification> received(AtSign tenant, long afterEpochMillis, int limit) {
    return read(
        tenant,
        "notifications",
        List.of(),
        (db, number) -> NotificationReads.received(db, number, afterEpochMillis, limit));
  }

  @Override
  public List<StoredNotification> queued(AtSign tenant, AtSign recipient, int limit) {
    return read(
        tenant,
        "the queue",
        List.of(),
        (db, number) -> NotificationReads.queued(db, number, recipient, limit));
  }

  @Override
  public List<PendingDelivery> pendingDeliveries() {
    return readers.read("the queues", TenantReads::pendingDeliveries);
  }

  @Override
  public List<NotificationCount> notificationCounts(AtSign tenant) {
    return read(tenant, "notifications", List.of(), NotificationReads::counts);
  }

  @Override
  public Subscription listen(StoreListener listener) {
    return listeners.add(listener);
  }

  @Override
  public List<TenantKey> expired(Instant now, String keyPart) {
    return readers.read("what has expired", db -> RecordReads.expired(db, now, keyPart));
  }

  @Override
  public TenantUsage usage(AtSign tenant) {
    return read(tenant, "usage", TenantUsage.NONE, TenantReads::usage);
  }

  /** A question about one tenant, with its number. */
  @FunctionalInterface
  private interface TenantRead<T extends @Nullable Object> {
    T run(SqlConnection connection, long number) throws SQLException;
  }

  private <T extends @Nullable Object> T read(
      AtSign tenant, String what, T ofNobody, TenantRead<T> read) {
    Long number = number(tenant);
    return number == null ? ofNobody : readers.read(what, db -> read.run(db, number));
  }
}
