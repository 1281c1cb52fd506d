package org.noports.atserver.store.postgresql;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.noports.atserver.store.CommitEntry;
import org.noports.atserver.store.CommitOp;
import org.noports.atserver.store.Expired;
import org.noports.atserver.store.HandedOver;
import org.noports.atserver.store.KeyEntry;
import org.noports.atserver.store.NotificationCount;
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
import org.noports.atserver.store.sql.Listeners;
import org.noports.atserver.store.sql.NotificationReads;
import org.noports.atserver.store.sql.ReaderPool;
import org.noports.atserver.store.sql.RecordReads;
import org.noports.atserver.store.sql.TenantReads;
import org.noports.atserver.store.sql.WriteQueue;
import org.noports.protocol.name.AtSign;

/**
 * The store in a PostgreSQL database that any number of processes share: one session writes in
 * groups, a few read, one hears what the other processes do ({@link Nodes}).
 */
public final class PostgresStore implements Store {
  private static final int READERS = 8;
  private static final int CLAIMERS = 2;

  /**
   * A group of writes is about eight round trips however many they are: a few milliseconds apart,
   * groups of a busy store are larger, and cost half the processor's time.
   */
  private static final Duration GROUPS_APART = Duration.ofMillis(4);

  /** How long after its expiry one can still ask what became of a notification one sent. */
  private static final Duration STATUS_KEPT = Duration.ofMinutes(5);

  private final PostgresAddress address;
  private final KnownTenants tenants = new KnownTenants();
  private final Listeners listeners = new Listeners();
  private final AtomicBoolean closed = new AtomicBoolean();
  private final ReaderPool readers;
  private final ReaderPool claimers;
  private final ReaderPool upkeep;
  private final Arrivals arrivals;
  private final PostgresCommit commit;
  private final WriteQueue<PostgresWrite<?>> writer;
  private final Claims claims;
  private final Nodes nodes;

  private PostgresStore(PostgresAddress address, InstantSource clock, Predicate<String> announced)
      throws SQLException {
    this.address = address;
    PostgresConnections connections = new PostgresConnections(address);
    this.readers = new ReaderPool(connections::open, READERS);
    this.claimers = new ReaderPool(connections::open, CLAIMERS);
    this.upkeep = new ReaderPool(connections::open, 1);
    this.arrivals = new Arrivals(tenants, readers, listeners);
    this.commit = new PostgresCommit(connections, clock, arrivals, announced, this::inCompany);
    this.claims = new Claims(tenants, claimers, this::node);
    // Heard from before the tenants are read, so that no change of them is missed.
    OtherProcesses others =
        new OtherProcesses(
            tenants, readers, arrivals, claims, listeners, commit::sessionNumber, this::node);
    this.nodes = Nodes.join(connections, others);
    this.writer = new WriteQueue<>(commit, GROUPS_APART);
    arrivals.begin(others.readTenants());
  }

  /** Connects, migrates the database and joins the processes that serve it. */
  public static PostgresStore open(
      PostgresAddress address, InstantSource clock, Predicate<String> announced) {
    try {
      Schema.migrate(new PostgresConnections(address));
      return new PostgresStore(address, clock, announced);
    } catch (SQLException e) {
      throw new StoreException(
          "The database "
              + address
              + " can't be used: "
              + e.getMessage()
              + "; does it run, and may this user create tables in it?",
          e);
    }
  }

  /** Whether other processes may want to hear of this one. */
  private boolean inCompany() {
    return nodes.inCompany();
  }

  private int node() {
    return nodes.number();
  }

  @Override
  public List<Tenant> tenants() {
    return readers.read(
        "tenants", db -> TenantReads.all(db).stream().map(TenantReads.Numbered::tenant).toList());
  }

  @Override
  public boolean serves(AtSign tenant) {
    if (tenants.number(tenant) != null) {
      return true;
    }
    KnownTenants.Known added = readers.read("a tenant", db -> TenantRows.known(db, tenant));
    if (added == null) {
      return false;
    }
    tenants.add(tenant, added.number());
    arrivals.begin(List.of(added));
    return true;
  }

  @Override
  public boolean addTenant(Tenant tenant) {
    Long number =
        write(
            tenant.atSign().text(),
            new PostgresWrite.Alone<@Nullable Long>(db -> TenantRows.add(db, tenant)));
    if (number == null) {
      return false;
    }
    tenants.add(tenant.atSign(), number);
    return true;
  }

  @Override
  public boolean removeTenant(AtSign tenant) {
    boolean removed =
        write(tenant.text(), new PostgresWrite.Alone<Boolean>(db -> TenantRows.remove(db, tenant)));
    tenants.remove(tenant);
    return removed;
  }

  @Override
  public @Nullable StoredRecord get(AtSign tenant, String key) {
    return read(tenant, key, null, (db, number) -> RecordReads.get(db, number, key));
  }

  @Override
  public long put(AtSign tenant, StoredRecord record, CommitOp op) {
    RecordChange.Put put = new RecordChange.Put(record, op);
    return write(
        record.key(),
        new PostgresWrite.Update(tenant, tenants.require(tenant), record.key(), _ -> put, false));
  }

  @Override
  public long update(
      AtSign tenant,
      String key,
      Function<@Nullable StoredRecord, ? extends RecordChange> decision) {
    return write(
        key, new PostgresWrite.Update(tenant, tenants.require(tenant), key, decision, true));
  }

  @Override
  public long delete(AtSign tenant, String key, boolean logged) {
    RecordChange.Remove remove = new RecordChange.Remove(logged);
    return write(
        key, new PostgresWrite.Update(tenant, tenants.require(tenant), key, _ -> remove, false));
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
  public @Nullable StoredNotification saveNotification(
      AtSign tenant, StoredNotification notification) {
    return write(
        notification.id(), new PostgresWrite.Save(tenant, tenants.require(tenant), notification));
  }

  @Override
  public @Nullable HandedOver handOver(
      AtSign sender, StoredNotification sent, StoredNotification received) {
    Long recipient = tenants.number(sent.to());
    if (recipient == null) {
      StoredNotification queued = saveNotification(sender, sent);
      return queued == null ? null : new HandedOver(queued, null);
    }
    return write(
        sent.id(),
        new PostgresWrite.HandOver(sender, tenants.require(sender), sent, recipient, received));
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
  public void setStatus(AtSign tenant, List<StatusChange> changes) {
    write("statuses", new PostgresWrite.Statuses(tenant, tenants.require(tenant), changes));
  }

  @Override
  public boolean removeNotification(AtSign tenant, String id) {
    return write(id, new PostgresWrite.Removal(tenant, tenants.require(tenant), id));
  }

  @Override
  public List<NotificationCount> notificationCounts(AtSign tenant) {
    return read(tenant, "notifications", List.of(), NotificationReads::counts);
  }

  @Override
  public boolean claim(PendingDelivery pair) {
    return claims.claim(pair);
  }

  @Override
  public void release(PendingDelivery pair) {
    claims.release(pair);
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
  public Expired deleteExpired(Instant now) {
    // Beside the writer, as any other process may do it, so that writes don't wait for it.
    return Expired.inSteps(() ->
        upkeep.read(
            "what has expired",
            db -> {
              Instant sentBefore = now.minus(STATUS_KEPT);
              return new Expired(
                  db.inTransaction(_ -> Expiry.records(db, now, Expired.AT_ONCE)),
                  Expiry.notifications(db, now, sentBefore, Expired.AT_ONCE));
            }));
  }

  @Override
  public TenantUsage usage(AtSign tenant) {
    return read(tenant, "usage", TenantUsage.NONE, TenantReads::usage);
  }

  @Override
  public long diskBytes() {
    Long bytes =
        readers.read(
            "its size",
            db -> db.first("SELECT pg_database_size(current_database())", row -> row.number(1)));
    return bytes == null ? 0 : bytes;
  }

  /** A question about one tenant, with its number. */
  @FunctionalInterface
  private interface TenantRead<T extends @Nullable Object> {
    T run(org.noports.atserver.store.sql.SqlConnection connection, long number) throws SQLException;
  }

  private <T extends @Nullable Object> T read(
      AtSign tenant, String what, T ofNobody, TenantRead<T> read) {
    Long number = tenants.number(tenant);
    return number == null ? ofNobody : readers.read(what, db -> read.run(db, number));
  }

  private <T extends @Nullable Object> T write(String what, PostgresWrite<T> write) {
    writer.put(what, write);
    return write.await(what);
  }

  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    nodes.close();
    writer.close();
    commit.close();
    arrivals.close();
    claimers.close();
    upkeep.close();
    readers.close();
  }

  @Override
  public String toString() {
    return address.toString();
  }
}
