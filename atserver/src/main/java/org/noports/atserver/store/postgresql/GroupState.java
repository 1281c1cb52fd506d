package org.noports.atserver.store.postgresql;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.noports.atserver.store.CommitEntry;
import org.noports.atserver.store.CommitOp;
import org.noports.atserver.store.HandedOver;
import org.noports.atserver.store.NotificationStatus;
import org.noports.atserver.store.RecordChange;
import org.noports.atserver.store.StoreException;
import org.noports.atserver.store.StoredNotification;
import org.noports.atserver.store.StoredRecord;
import org.noports.atserver.store.sql.DecisionFailed;
import org.noports.protocol.name.AtSign;

/**
 * What one transaction has read, and what it has made of that so far, in memory: the writes of a
 * group are carried out here in their order, and only the result goes to the database. The rows of
 * all tenants in it are locked meanwhile. The writer's thread only.
 */
final class GroupState {
  record RecordName(long tenant, String key) {}

  record NotificationName(long tenant, String id, String sender) {
    static NotificationName of(long tenant, StoredNotification notification) {
      return new NotificationName(tenant, notification.id(), notification.from().text());
    }
  }

  /** What a tenant has to deliver to one recipient. */
  record QueueName(long tenant, String recipient) {}

  /** A notification to insert. */
  record Saved(AtSign tenant, long number, StoredNotification notification) {}

  /** The counters of a tenant's row. */
  static final class Counters {
    private final long firstNotificationAt;
    private long nextCommitId;
    private long lastNotificationAt;

    Counters(long nextCommitId, long lastNotificationAt) {
      this.nextCommitId = nextCommitId;
      this.lastNotificationAt = lastNotificationAt;
      this.firstNotificationAt = lastNotificationAt;
    }

    long nextCommitId() {
      return nextCommitId;
    }

    long lastNotificationAt() {
      return lastNotificationAt;
    }

    /** The time of the last notification before this transaction. */
    long notificationsBefore() {
      return firstNotificationAt;
    }
  }

  private final InstantSource clock;
  private final Map<Long, Counters> tenants;
  private final Map<RecordName, StoredRecord> found;
  private final Set<NotificationName> known;
  private final Set<QueueName> queues;
  private final Map<RecordName, @Nullable StoredRecord> changed = new LinkedHashMap<>();
  private final Map<RecordName, CommitEntry> logged = new LinkedHashMap<>();
  private final Set<RecordName> forgotten = new LinkedHashSet<>();
  private final Set<Long> countersChanged = new HashSet<>();
  private final List<Saved> saved = new ArrayList<>();
  private final List<PostgresWrite.Statuses> statuses = new ArrayList<>();
  private final List<PostgresWrite.Removal> removals = new ArrayList<>();

  GroupState(
      InstantSource clock,
      Map<Long, Counters> tenants,
      Map<RecordName, StoredRecord> found,
      Set<NotificationName> known,
      Set<QueueName> queues) {
    this.clock = clock;
    this.tenants = new HashMap<>(tenants);
    this.found = found;
    this.known = new HashSet<>(known);
    this.queues = new HashSet<>(queues);
  }

  /** Carries out one write; false when it failed by itself and changed nothing. */
  boolean carryOut(PostgresWrite.Grouped<?> write) {
    Counters counters = tenants.get(write.number());
    if (counters == null) {
      write.fail(new StoreException("The atSign " + write.tenant() + " is not served here"));
      return false;
    }
    try {
      switch (write) {
        case PostgresWrite.Update update -> update.outcome(update(update, counters));
        case PostgresWrite.Save save ->
            save.outcome(save(save.tenant(), save.number(), save.notification(), counters));
        case PostgresWrite.HandOver over -> over.outcome(handOver(over, counters));
        case PostgresWrite.Statuses some -> {
          statuses.add(some);
          some.outcome(true);
        }
        case PostgresWrite.Removal removal -> removals.add(removal);
      }
      return true;
    } catch (DecisionFailed e) {
      write.fail(e.thrown());
      return false;
    }
  }

  private long update(PostgresWrite.Update update, Counters counters) {
    RecordName name = new RecordName(update.number(), update.key());
    StoredRecord current = changed.containsKey(name) ? changed.get(name) : found.get(name);
    return switch (DecisionFailed.decide(update.key(), current, update.decision())) {
      case RecordChange.Keep _ -> -1;
      case RecordChange.Remove(CommitOp op) -> {
        changed.put(name, null);
        yield log(name, op, counters);
      }
      case RecordChange.Put(StoredRecord record, CommitOp op) -> {
        changed.put(name, record);
        yield log(name, op, counters);
      }
    };
  }

  private long log(RecordName name, CommitOp op, Counters counters) {
    if (op == CommitOp.NONE) {
      return -1;
    }
    if (op == CommitOp.FORGET) {
      logged.remove(name);
      forgotten.add(name);
      return -1;
    }
    long id = counters.nextCommitId++;
    forgotten.remove(name);
    countersChanged.add(name.tenant());
    logged.put(name, new CommitEntry(id, name.key(), op, clock.instant()));
    return id;
  }

  private @Nullable HandedOver handOver(PostgresWrite.HandOver over, Counters counters) {
    Counters recipient = tenants.get(over.recipient());
    StoredNotification sent = over.sent();
    boolean behind = queues.contains(new QueueName(over.number(), sent.to().text()));
    if (recipient == null || behind) {
      StoredNotification queued = save(over.tenant(), over.number(), sent, counters);
      return queued == null ? null : new HandedOver(queued, null);
    }
    StoredNotification delivered =
        save(over.tenant(), over.number(), sent.with(NotificationStatus.DELIVERED, 1), counters);
    return delivered == null
        ? null
        : new HandedOver(delivered, save(sent.to(), over.recipient(), over.received(), recipient));
  }

  private @Nullable StoredNotification save(
      AtSign tenant, long number, StoredNotification given, Counters counters) {
    if (!known.add(NotificationName.of(number, given))) {
      return null;
    }
    counters.lastNotificationAt = Math.max(clock.millis(), counters.lastNotificationAt + 1);
    countersChanged.add(number);
    StoredNotification stored = given.storedAt(Instant.ofEpochMilli(counters.lastNotificationAt));
    saved.add(new Saved(tenant, number, stored));
    if (stored.status() == NotificationStatus.QUEUED) {
      queues.add(new QueueName(number, stored.to().text()));
    }
    return stored;
  }

  Counters counters(long tenant) {
    Counters counters = tenants.get(tenant);
    if (counters == null) {
      throw new IllegalArgumentException("not a tenant of this transaction: " + tenant);
    }
    return counters;
  }

  /** Tenants whose counters are to be written. */
  Set<Long> countersChanged() {
    return countersChanged;
  }

  /** Records as they are to be, null for those that are to go. */
  Map<RecordName, @Nullable StoredRecord> changed() {
    return changed;
  }

  Map<RecordName, CommitEntry> logged() {
    return logged;
  }

  /** Keys that are to have no commit entry any more. */
  Set<RecordName> forgotten() {
    return forgotten;
  }

  /** In the order of their times within a tenant. */
  List<Saved> saved() {
    return saved;
  }

  List<PostgresWrite.Statuses> statuses() {
    return statuses;
  }

  List<PostgresWrite.Removal> removals() {
    return removals;
  }
}
