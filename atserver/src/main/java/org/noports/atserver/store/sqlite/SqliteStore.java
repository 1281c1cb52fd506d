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
import org.noports.atserver.store.CommitOp;
import org.noports.atserver.store.Expired;
import org.noports.atserver.store.HandedOver;
import org.noports.atserver.store.PendingDelivery;
import org.noports.atserver.store.RecordChange;
import org.noports.atserver.store.StatusChange;
import org.noports.atserver.store.StoreException;
import org.noports.atserver.store.StoredNotification;
import org.noports.atserver.store.StoredRecord;
import org.noports.atserver.store.Tenant;
import org.noports.atserver.store.sql.DecisionFailed;
import org.noports.atserver.store.sql.Listeners;
import org.noports.atserver.store.sql.ReaderPool;
import org.noports.atserver.store.sql.RecordReads;
import org.noports.atserver.store.sql.SqlConnection;
import org.noports.atserver.store.sql.SqlStore;
import org.noports.atserver.store.sql.TenantReads;
import org.noports.atserver.store.sql.WriteQueue;
import org.noports.protocol.name.AtSign;

/**
 * The store in one SQLite file with a write-ahead log: one thread writes in groups, others read
 * beside it. One process a file, held by a lock.
 */
public final class SqliteStore extends SqlStore {
  private static final System.Logger LOG = System.getLogger(SqliteStore.class.getName());
  private static final int READERS = 4;

  /** Groups of a busy store share a flush to disk; one is worth about ten writes. */
  private static final Duration GROUPS_APART = Duration.ofMillis(2);

  private final StoreFile file;
  private final SqlConnection writing;
  private final WriteQueue<SqliteWrite<?>> writer;
  private final ReaderPool readers;
  private final InstantSource clock;
  private final AtomicBoolean closed = new AtomicBoolean();

  /** Numbers of the tenants; written by the writer's thread after the commit of each change. */
  private final Map<AtSign, Long> tenants = new ConcurrentHashMap<>();

  private SqliteStore(
      StoreFile file,
      SqlConnection writing,
      ReaderPool readers,
      Listeners listeners,
      InstantSource clock) {
    super(readers, listeners);
    this.file = file;
    this.writing = writing;
    this.readers = readers;
    this.clock = clock;
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
              new Listeners(),
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
  public long put(AtSign tenant, StoredRecord record, CommitOp op) {
    long number = required(tenant);
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
    long number = required(tenant);
    return write(
        key,
        (db, events) ->
            RecordRows.change(
                db,
                number,
                key,
                DecisionFailed.decide(key, RecordReads.get(db, number, key), decision),
                clock.instant()));
  }

  @Override
  public long delete(AtSign tenant, String key, boolean logged) {
    return update(tenant, key, current -> new RecordChange.Remove(logged));
  }

  @Override
  public @Nullable StoredNotification saveNotification(
      AtSign tenant, StoredNotification notification) {
    long number = required(tenant);
    return write(
        notification.id(),
        (db, events) ->
            NotificationWrites.save(db, events, tenant, number, notification, clock.instant()));
  }

  @Override
  public @Nullable HandedOver handOver(
      AtSign sender, StoredNotification sent, StoredNotification received) {
    long number = required(sender);
    Long recipient = tenants.get(sent.to());
    return write(
        sent.id(),
        (db, events) ->
            NotificationWrites.handOver(
                db, events, sender, number, sent, recipient, received, clock.instant()));
  }

  @Override
  public void setStatus(AtSign tenant, List<StatusChange> changes) {
    long number = required(tenant);
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
    long number = required(tenant);
    return write(id, (db, events) -> NotificationRows.remove(db, number, id));
  }

  @Override
  public boolean claim(PendingDelivery pair) {
    // The lock on the file keeps every other process away.
    return true;
  }

  @Override
  public void release(PendingDelivery pair) {}

  @Override
  public Expired deleteExpired(Instant now) {
    return Expired.inSteps(() ->
        write(
            "expiry",
            (db, events) ->
                new Expired(
                    RecordRows.deleteExpired(db, now, Expired.AT_ONCE),
                    NotificationRows.deleteExpired(db, now, sentBefore(now), Expired.AT_ONCE))));
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

  @Override
  protected @Nullable Long number(AtSign tenant) {
    return tenants.get(tenant);
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
