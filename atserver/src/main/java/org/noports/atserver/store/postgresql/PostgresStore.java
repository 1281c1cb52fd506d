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
import org.noports.atserver.store.sql.Listeners;
import org.noports.atserver.store.sql.ReaderPool;
import org.noports.atserver.store.sql.SqlStore;
import org.noports.atserver.store.sql.WriteQueue;
import org.noports.protocol.name.AtSign;

/**
 * The store in a PostgreSQL database that any number of processes share: one session writes in
 * groups, a few read, one hears what the other processes do ({@link Nodes}).
 */
public final class PostgresStore extends SqlStore {
  private static final int READERS = 8;
  private static final int CLAIMERS = 2;

  /**
   * A group of writes is about eight round trips however many they are: a few milliseconds apart,
   * groups of a busy store are larger, and cost half the processor's time.
   */
  private static final Duration GROUPS_APART = Duration.ofMillis(4);

  private final PostgresAddress address;
  private final KnownTenants tenants = new KnownTenants();
  private final AtomicBoolean closed = new AtomicBoolean();
  private final ReaderPool readers;
  private final ReaderPool claimers;
  private final ReaderPool upkeep;
  private final Arrivals arrivals;
  private final PostgresCommit commit;
  private final WriteQueue<PostgresWrite<?>> writer;
  private final Claims claims;
  private final Nodes nodes;

  private PostgresStore(
      PostgresAddress address,
      PostgresConnections connections,
      ReaderPool readers,
      Listeners listeners,
      InstantSource clock,
      Predicate<String> announced)
      throws SQLException {
    super(readers, listeners);
    this.address = address;
    this.readers = readers;
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
      PostgresConnections connections = new PostgresConnections(address);
      Schema.migrate(connections);
      return new PostgresStore(
          address,
          connections,
          new ReaderPool(connections::open, READERS),
          new Listeners(),
          clock,
          announced);
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
  public long put(AtSign tenant, StoredRecord record, CommitOp op) {
    RecordChange.Put put = new RecordChange.Put(record, op);
    return write(
        record.key(),
        new PostgresWrite.Update(tenant, required(tenant), record.key(), _ -> put, false));
  }

  @Override
  public long update(
      AtSign tenant,
      String key,
      Function<@Nullable StoredRecord, ? extends RecordChange> decision) {
    return write(key, new PostgresWrite.Update(tenant, required(tenant), key, decision, true));
  }

  @Override
  public long delete(AtSign tenant, String key, boolean logged) {
    RecordChange.Remove remove = new RecordChange.Remove(logged);
    return write(key, new PostgresWrite.Update(tenant, required(tenant), key, _ -> remove, false));
  }

  @Override
  public @Nullable StoredNotification saveNotification(
      AtSign tenant, StoredNotification notification) {
    return write(notification.id(), new PostgresWrite.Save(tenant, required(tenant), notification));
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
        sent.id(), new PostgresWrite.HandOver(sender, required(sender), sent, recipient, received));
  }

  @Override
  public void setStatus(AtSign tenant, List<StatusChange> changes) {
    write("statuses", new PostgresWrite.Statuses(tenant, required(tenant), changes));
  }

  @Override
  public boolean removeNotification(AtSign tenant, String id) {
    return write(id, new PostgresWrite.Removal(tenant, required(tenant), id));
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
  public Expired deleteExpired(Instant now) {
    // Beside the writer, as any other process may do it, so that writes don't wait for it.
    return Expired.inSteps(() ->
        upkeep.read(
            "what has expired",
            db -> {
              return new Expired(
                  db.inTransaction(_ -> Expiry.records(db, now, Expired.AT_ONCE)),
                  Expiry.notifications(db, now, sentBefore(now), Expired.AT_ONCE));
            }));
  }

  @Override
  public long diskBytes() {
    Long bytes =
        readers.read(
            "its size",
            db -> db.first("SELECT pg_database_size(current_database())", row -> row.number(1)));
    return bytes == null ? 0 : bytes;
  }

  @Override
  protected @Nullable Long number(AtSign tenant) {
    return tenants.number(tenant);
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
