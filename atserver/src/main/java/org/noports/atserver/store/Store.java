package org.noports.atserver.store;

import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.noports.protocol.name.AtSign;

/**
 * Everything an atServer process keeps, for all its tenants. Thread-safe; calls block. A write is
 * durable when its method returns, and writes of many threads share one transaction. Every method
 * throws {@link StoreException} when the storage fails; nothing was changed then, as far as can be
 * known.
 *
 * <p>Expired rows stay visible here until {@link #deleteExpired}: callers look at the times.
 */
public interface Store extends AutoCloseable {

  // ---- tenants

  /** All tenants, by atSign. */
  List<Tenant> tenants();

  /** Whether there is such a tenant, also one that another process added this very moment. */
  boolean serves(AtSign tenant);

  /** Adds a tenant; false, and nothing changed, when the atSign or the port is taken. */
  boolean addTenant(Tenant tenant);

  /** Removes a tenant with everything it has; false when there is none. */
  boolean removeTenant(AtSign tenant);

  // ---- records and commit log

  @Nullable StoredRecord get(AtSign tenant, String key);

  /** Writes unconditionally; the answer is the commit id, or -1 with {@link CommitOp#NONE}. */
  long put(AtSign tenant, StoredRecord record, CommitOp op);

  /**
   * Reads the record, asks the decision, carries it out, all as one step that no other write of any
   * process comes between. The decision must be quick and pure: it runs on the thread of the writer
   * and may be asked again after a conflict, the last answer counts. What it throws is thrown here
   * and nothing is changed.
   *
   * @return the commit id, or -1 when nothing was logged
   */
  long update(
      AtSign tenant, String key, Function<@Nullable StoredRecord, ? extends RecordChange> decision);

  /** Removes a record, if it is there; the answer is the commit id, or -1 when not logged. */
  long delete(AtSign tenant, String key, boolean logged);

  /** All keys of the tenant in the order of their text, dead and unborn ones included. */
  List<KeyEntry> keys(AtSign tenant);

  /** Keys beginning with the prefix, as {@link #keys}. */
  List<KeyEntry> keys(AtSign tenant, String prefix);

  /** Current commit entries with id of at least {@code fromId}, ascending. */
  List<CommitEntry> commitEntries(AtSign tenant, long fromId, int limit);

  /** The highest commit id given out, -1 before the first. */
  long lastCommitId(AtSign tenant);

  // ---- notifications

  /**
   * Stores a notification unless (sender, id) is known. With {@link StoredNotification#latest} the
   * queued ones of the same notifier to the same recipient beyond that number become {@link
   * NotificationStatus#EXPIRED} in the same step, oldest first.
   *
   * @return the notification as stored, with its time, or null when it was known
   */
  @Nullable StoredNotification saveNotification(AtSign tenant, StoredNotification notification);

  /**
   * As {@link #saveNotification}, and in the same step gives it to its recipient, another tenant,
   * which stores it unless it is known there. When others of the sender wait to be delivered to
   * that recipient it is queued behind them instead, as by {@link #saveNotification}; so it is when
   * there is no such tenant.
   *
   * @param received as the recipient is to store it
   * @return null when the sender's own was known, and nothing was changed
   */
  @Nullable HandedOver handOver(
      AtSign sender, StoredNotification sent, StoredNotification received);

  /**
   * The time of the last notification the tenant stored, sent ones included, 0 before the first.
   * All that is stored later has a greater one, whichever process stores it.
   */
  long lastNotificationAt(AtSign tenant);

  /** By id: the tenant's own before one received. */
  @Nullable StoredNotification notification(AtSign tenant, String id);

  /**
   * Received and self notifications stored after that time, unexpired or not, ascending. The time
   * of the last one is where the next page begins: no two of a tenant have the same.
   */
  List<StoredNotification> received(AtSign tenant, long afterEpochMillis, int limit);

  /** Queued notifications of the tenant to that recipient, oldest first. */
  List<StoredNotification> queued(AtSign tenant, AtSign recipient, int limit);

  /** Who has something queued for whom. */
  List<PendingDelivery> pendingDeliveries();

  /** Notes the states of notifications the tenant sent, all in one step; passes those gone. */
  void setStatus(AtSign tenant, List<StatusChange> changes);

  /** Removes every notification of that id; false when there was none. */
  boolean removeNotification(AtSign tenant, String id);

  List<NotificationCount> notificationCounts(AtSign tenant);

  /**
   * Takes the right to deliver what the tenant has queued for that recipient. Of all processes on
   * the storage one has it, until it gives it back or dies; when another one has it, that one is
   * told to look ({@link StoreListener#queued}). Taking what one has already costs nothing.
   */
  boolean claim(PendingDelivery pair);

  /** Gives that right back; never blocks. What is queued then is the next one's who claims. */
  void release(PendingDelivery pair);

  // ---- news

  /** Adds a listener until the returned handle is closed. */
  Subscription listen(StoreListener listener);

  // ---- upkeep

  /** Records that expired before that time whose key has that part. */
  List<TenantKey> expired(Instant now, String keyPart);

  /**
   * Removes records (with their commit entry, which later ids never reuse) and notifications that
   * expired before that time.
   */
  Expired deleteExpired(Instant now);

  /** What the tenant keeps: all records and notifications, dead ones too until they are removed. */
  TenantUsage usage(AtSign tenant);

  /** Bytes the storage takes on disk. */
  long diskBytes();

  @Override
  void close();

  /** A listener's registration. */
  @FunctionalInterface
  interface Subscription extends AutoCloseable {
    @Override
    void close();
  }
}
