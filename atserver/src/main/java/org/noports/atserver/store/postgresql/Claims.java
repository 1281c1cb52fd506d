package org.noports.atserver.store.postgresql;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntSupplier;
import org.noports.atserver.store.PendingDelivery;
import org.noports.atserver.store.sql.ReaderPool;
import org.noports.atserver.store.sql.SqlConnection;

/**
 * What this process alone may deliver. A claim that was given back is kept for a while, because the
 * next notification to the same recipient mostly follows; it is void once the process joins under
 * another number.
 *
 * <p>Thread-safe. The lock guards {@code held}, never across I/O: each claim has a mark of its own,
 * so that giving one back in the database can't take away a newer one.
 */
final class Claims {
  private static final int ATTEMPTS = 10;
  private static final Duration KEPT = Duration.ofSeconds(10);

  private final KnownTenants tenants;
  private final ReaderPool sessions;
  private final IntSupplier node;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<PendingDelivery, Claim> held = new HashMap<>();
  private long lastMark;

  private record Claim(int node, long mark, boolean idle, long idleSince) {}

  Claims(KnownTenants tenants, ReaderPool sessions, IntSupplier node) {
    this.tenants = tenants;
    this.sessions = sessions;
    this.node = node;
  }

  boolean claim(PendingDelivery pair) {
    int number = node.getAsInt();
    Long tenant = tenants.number(pair.tenant());
    if (number == 0 || tenant == null) {
      return false;
    }
    long mark;
    lock.lock();
    try {
      Claim known = held.get(pair);
      if (known != null && known.node() == number) {
        held.put(pair, new Claim(number, known.mark(), false, 0));
        return true;
      }
      mark = ++lastMark;
    } finally {
      lock.unlock();
    }
    if (!sessions.read("the right to deliver", db -> take(db, tenant, pair, number, mark))) {
      return false;
    }
    lock.lock();
    try {
      held.put(pair, new Claim(number, mark, false, 0));
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** True when it is taken; else who has it is told to look. */
  private static boolean take(
      SqlConnection db, long tenant, PendingDelivery pair, int number, long mark)
      throws SQLException {
    String recipient = pair.recipient().text();
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      boolean mine =
          db.first(
                  "INSERT INTO delivery (tenant, recipient, node, mark) VALUES (?, ?, ?, ?)"
                      + " ON CONFLICT (tenant, recipient) DO UPDATE SET mark = excluded.mark"
                      + " WHERE delivery.node = excluded.node RETURNING node",
                  row -> true,
                  tenant,
                  recipient,
                  number,
                  mark)
              != null;
      if (mine) {
        return true;
      }
      Integer holder =
          db.first(
              "SELECT node FROM delivery WHERE tenant = ? AND recipient = ?",
              row -> row.smallNumber(1),
              tenant,
              recipient);
      if (holder != null) {
        // It may have given the claim back when it hears of this; then it claims anew.
        News.QUEUED.tell(db, List.of(holder + " " + tenant + " " + recipient));
        return false;
      }
    }
    throw new SQLException("the right to deliver changes hands too often");
  }

  void release(PendingDelivery pair) {
    lock.lock();
    try {
      held.computeIfPresent(
          pair, (_, claim) -> new Claim(claim.node(), claim.mark(), true, System.nanoTime()));
    } finally {
      lock.unlock();
    }
  }

  /** Gives back what was not needed for a while. */
  void sweep() {
    record Old(long tenant, String recipient, Claim claim) {}
    List<Old> old = new ArrayList<>();
    long now = System.nanoTime();
    lock.lock();
    try {
      held.entrySet()
          .removeIf(entry -> {
            Claim claim = entry.getValue();
            boolean over = claim.idle() && now - claim.idleSince() > KEPT.toNanos();
            Long tenant = tenants.number(entry.getKey().tenant());
            if (over && tenant != null) {
              old.add(new Old(tenant, entry.getKey().recipient().text(), claim));
            }
            return over;
          });
    } finally {
      lock.unlock();
    }
    if (!old.isEmpty()) {
      sessions.read(
          "rights to deliver",
          db ->
              db.change(
                  "DELETE FROM delivery d USING unnest(?, ?, ?, ?) AS o (tenant, recipient, node,"
                      + " mark) WHERE d.tenant = o.tenant AND d.recipient = o.recipient"
                      + " AND d.node = o.node AND d.mark = o.mark",
                  old.stream().map(Old::tenant).toArray(Long[]::new),
                  old.stream().map(Old::recipient).toArray(String[]::new),
                  old.stream().map(each -> (long) each.claim().node()).toArray(Long[]::new),
                  old.stream().map(each -> each.claim().mark()).toArray(Long[]::new)));
    }
  }
}
