package org.noports.atserver.store.sqlite;

import static java.lang.System.Logger.Level.WARNING;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.noports.atserver.store.CommitEntry;
import org.noports.atserver.store.CommitOp;
import org.noports.atserver.store.Expired;
import org.noports.atserver.store.HandedOver;
import org.noports.atserver.store.KeyEntry;
import org.noports.atserver.store.NotificationCount;
import org.noports.atserver.store.NotificationStatus;
import org.noports.atserver.store.PendingDelivery;
import org.noports.atserver.store.RecordChange;
import org.noports.atserver.store.StatusChange;
import org.noports.atserver.store.Store;
import org.noports.atserver.store.StoreException;
import org.noports.atserver.store.StoreListener;
import org.noports.atserver.store.StoredNotification;
import org.noports.atserver.store.StoredRecord;
import org.noports.atserver.store.Tenant;
import org.noports.atserver.store.TenantKey;
import org.noports.atserver.store.TenantUsage;
import org.noports.atserver.store.sql.DecisionFailed;
import org.noports.atserver.store.sql.Listeners;
import org.noports.atserver.store.sql.NotificationReads;
import org.noports.atserver.store.sql.ReaderPool;
import org.noports.atserver.store.sql.RecordReads;
import org.noports.atserver.store.sql.SqlConnection;
import org.noports.atserver.store.sql.TenantReads;
import org.noports.atserver.store.sql.WriteQueue;
import org.noports.protocol.name.AtSign;

/**
 * The store in one SQLite file with a write-ahead log: one thread writes in groups, others read
 * beside it. One process a file, held by a lock.
 */
public final class SqliteStore implements Store {
  private static final System.Logger LOG = System.getLogger(SqliteStore.class.getName());
  private static final int READERS = 4;

  /** Groups of a busy store share a flush to disk; one is worth about ten writes. */
  private static final Duration GROUPS_APART = Duration.ofMillis(2);

  /** How long after its expiry one can still ask what became of a notification one sent. */
  private static final Duration STATUS_KEPT = Duration.ofMinutes(5);

  private final StoreFile file;
  private final SqlConnection writing;
  private final WriteQueue<SqliteWrite<?>> writer;
  private final ReaderPool readers;
  private final Listeners listeners;
  private final InstantSource clock;
  private final AtomicBoolean closed = new AtomicBoolean();

  /** Numbers of the tenants; written by the writer's thread after the commit of each change. */
  private final Map<AtSign, Long> tenants = new ConcurrentHashMap<>();

  private SqliteStore(
      StoreFile file, SqlConnection writing, ReaderPool readers, InstantSource clock) {
    this.file = file;
    this.writing = writing;
    this.readers = readers;
    this.clock = clock;
    this.listeners = new Listeners();
    this.writer = new WriteQueue<>(new GroupCommit(writing, listeners), GROUPS_APART);
  }

  /** Opens the file, made with mode 0600 when missing (its directory 0700), and migrates it. */
  public static SqliteStore open(Path path, InstantSource clock) {
    StoreFile file = StoreFile.open(path);
    SqlConnection writing = null;
    try {
      writing = SqliteConnections.writer(file.path());
      Schema.migrate(writing);
      List<TenantReads.Numbered> known = TenantReads.all(writing);
      SqliteStore store =
          new SqliteStore(
              file,
              writing,
              new ReaderPool(() -> SqliteConnections.reader(file.path()), READERS),
              clock);
      known.forEach(each -> store.tenants.put(each.tenant().atSign(), each.number()));
      return store;
    } catch (SQLException | RuntimeException e) {
      closeAfterFailure(file, writing);
      if (e instanceof StoreException ours) {
        throw ours;
      }
      throw new StoreException(
          "The store " + path + " can't be opened: " + e.getMessage() + "; is it a store?", e);
    }
  }

  private static void closeAfterFailure(StoreFile file, @Nullable SqlConnection writing) {
    try (file) {
      if (writing != null) {
        writing.close();
      }
    } catch (SQLException | IOException e) {
      LOG.log(WARNING, "The store did not close after it failed to open: " + e.getMessage());
    }
  }

  @Override
  public List<Tenant> tenants() {
    return readers.read(
        "tenants", db -> TenantReads.all(db).stream().map(TenantReads.Numbered::tenant).toList());
  }

  @Override
  public boolean serves(AtSign tenant) {
    return tenants.containsKey(tenant);
  }

  @Override
  public boolean addTenant(Tenant tenant) {
    Long number = write(tenant.atSign().text(), (db, events) -> TenantRows.add(db, tenant));
    if (number == null) {
      return false;
    }
    tenants.put(tenant.atSign(), number);
    return true;
  }

  @Override
  public boolean removeTenant(AtSign tenant) {
    Long number = tenants.remove(tenant);
    if (number == null) {
      return false;
    }
    return write(
        tenant.text(),
        (db, events) -> {
          TenantRows.remove(db, number);
          return true;
        });
  }

  @Override
  public @Nullable StoredRecord get(AtSign tenant, String key) {
    return read(tenant, key, null, (db, number) -> RecordReads.get(db, number, key));
  }

  @Override
  public long put(AtSign tenant, StoredRecord record, CommitOp op) {
    long number = number(tenant);
    return write(
        record.key(),
        (db, events) -> {
          RecordRows.put(db, number, record);
          return RecordRows.log(db, number, record.key(), op, clock.instant());
        });
  }

  @Override
  public long update(
      AtSign tenant,
      String key,
      Function<@Nullable StoredRecord, ? extends RecordChange> decision) {
    long number = number(tenant);
    return write(
        key,
        (db, events) ->
            change(
                db,
                number,
                key,
                DecisionFailed.decide(key, RecordReads.get(db, number, key), decision)));
  }

  private long change(SqlConnection db, long number, String key, RecordChange change)
      throws SQLException {
    return switch (change) {
      case RecordChange.Keep ignored -> -1;
      case RecordChange.Remove(boolean logged) -> {
        RecordRows.remove(db, number, key);
        yield RecordRows.log(
            db, number, key, logged ? CommitOp.DELETE : CommitOp.NONE, clock.instant());
      }
      case RecordChange.Put(StoredRecord record, CommitOp op) -> {
        RecordRows.put(db, number, record);
        yield RecordRows.log(db, number, key, op, clock.instant());
      }
    };
  }

  @Override
  public long delete(AtSign tenant, String key, boolean logged) {
    return update(tenant, key, current -> new RecordChange.Remove(logged));
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
    return read(tenant, "commits", -1L, (db, number) -> RecordReads.lastCommitId(db, number));
  }

  @Override
  public @Nullable StoredNotification saveNotification(
      AtSign tenant, StoredNotification notification) {
    long number = number(tenant);
    return write(notification.id(), (db, events) -> save(db, events, tenant, number, notification));
  }

  @Override
  public @Nullable HandedOver handOver(
      AtSign sender, StoredNotification sent, StoredNotification received) {
    long number = number(sender);
    AtSign recipient = sent.to();
    Long other = tenants.get(recipient);
    return write(
        sent.id(),
        (db, events) -> {
          if (other == null || NotificationRows.anyQueued(db, number, recipient)) {
            StoredNotification queued = save(db, events, sender, number, sent);
            return queued == null ? null : new HandedOver(queued, null);
          }
          StoredNotification delivered =
              save(db, events, sender, number, sent.with(NotificationStatus.DELIVERED, 1));
          return delivered == null
              ? null
              : new HandedOver(delivered, save(db, events, recipient, other, received));
        });
  }

  /** Null when it is known. */
  private @Nullable StoredNotification save(
      SqlConnection db, Events events, AtSign tenant, long number, StoredNotification notification)
      throws SQLException {
    StoredNotification stored =
        notification.storedAt(NotificationRows.nextTime(db, number, clock.instant()));
    if (!NotificationRows.insert(db, number, stored)) {
      return null;
    }
    if (stored.latest() != null && stored.status() == NotificationStatus.QUEUED) {
      NotificationRows.keepLatest(db, number, stored, stored.latest());
    }
    events.stored(tenant, stored);
    return stored;
  }

  @Override
  public long lastNotificationAt(AtSign tenant) {
    return read(tenant, "notifications", 0L, (db, number) -> NotificationReads.lastAt(db, number));
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
  public void setStatus(AtSign tenant, List<StatusChange> changes) {
    long number = number(tenant);
    List<StatusChange> all = List.copyOf(changes);
    write(
        "statuses",
        (db, events) -> {
          for (StatusChange each : all) {
            NotificationRows.setStatus(db, number, tenant, each);
          }
          return true;
        });
  }

  @Override
  public boolean removeNotification(AtSign tenant, String id) {
    long number = number(tenant);
    return write(id, (db, events) -> NotificationRows.remove(db, number, id));
  }

  @Override
  public List<NotificationCount> notificationCounts(AtSign tenant) {
    return read(
        tenant, "notifications", List.of(), (db, number) -> NotificationReads.counts(db, number));
  }

  @Override
  public boolean claim(PendingDelivery pair) {
    // The lock on the file keeps every other process away.
    return true;
  }

  @Override
  public void release(PendingDelivery pair) {}

  @Override
  public Subscription listen(StoreListener listener) {
    return listeners.add(listener);
  }

  @Override
  public List<TenantKey> expired(Instant now, String keyPart) {
    return readers.read("what has expired", db -> RecordReads.expired(db, now, keyPart));
  }

  @Override
  public Expired deleteExpired(Instant now) {
    return Expired.inSteps(() ->
        write(
            "expiry",
            (db, events) ->
                new Expired(
                    RecordRows.deleteExpired(db, now, Expired.AT_ONCE),
                    NotificationRows.deleteExpired(
                        db, now, now.minus(STATUS_KEPT), Expired.AT_ONCE))));
  }

  @Override
  public TenantUsage usage(AtSign tenant) {
    return read(tenant, "usage", TenantUsage.NONE, (db, number) -> TenantReads.usage(db, number));
  }

  @Override
  public long diskBytes() {
    return file.bytes();
  }

  private <T extends @Nullable Object> T write(String what, SqliteWrite.Work<T> work) {
    SqliteWrite<T> write = new SqliteWrite<>(work);
    writer.put(what, write);
    return write.await(what);
  }

  private long number(AtSign tenant) {
    Long number = tenants.get(tenant);
    if (number == null) {
      throw new StoreException("The atSign " + tenant + " is not served here");
    }
    return number;
  }

  /** A question about one tenant, with its number. */
  @FunctionalInterface
  private interface TenantRead<T extends @Nullable Object> {
    T run(SqlConnection connection, long number) throws SQLException;
  }

  private <T extends @Nullable Object> T read(
      AtSign tenant, String what, T ofNobody, TenantRead<T> read) {
    Long number = tenants.get(tenant);
    return number == null ? ofNobody : readers.read(what, db -> read.run(db, number));
  }

  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    writer.close();
    readers.close();
    try (file) {
      writing.close();
    } catch (SQLException | IOException e) {
      throw new StoreException("The store " + file.path() + " did not close: " + e.getMessage(), e);
    }
  }
}
