package org.noports.atserver.store.postgresql;

import java.sql.SQLException;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.noports.atserver.store.HandedOver;
import org.noports.atserver.store.RecordChange;
import org.noports.atserver.store.StatusChange;
import org.noports.atserver.store.StoredNotification;
import org.noports.atserver.store.StoredRecord;
import org.noports.atserver.store.sql.PendingWrite;
import org.noports.atserver.store.sql.SqlConnection;
import org.noports.protocol.name.AtSign;

/**
 * A write. Those of a {@link Grouped} kind say beforehand what they need, so that many together
 * take a handful of round trips. The writer's thread only, besides the wait for the outcome.
 */
abstract sealed class PostgresWrite<T extends @Nullable Object> extends PendingWrite<T> {
  private @Nullable Runnable success;

  /** What to answer once the commit is done. */
  final void outcome(T value) {
    success = () -> succeed(value);
  }

  final void confirm() {
    if (success != null) {
      success.run();
    }
  }

  /** One that shares a transaction with others. */
  abstract static sealed class Grouped<T extends @Nullable Object> extends PostgresWrite<T> {
    private final AtSign tenant;
    private final long number;

    Grouped(AtSign tenant, long number) {
      this.tenant = tenant;
      this.number = number;
    }

    final AtSign tenant() {
      return tenant;
    }

    /** Of the tenant's row. */
    final long number() {
      return number;
    }

    /** Of the rows of all tenants it may change. */
    Stream<Long> numbers() {
      return Stream.of(number);
    }
  }

  /** Reads one record, decides and changes it; the outcome is the commit id. */
  static final class Update extends Grouped<Long> {
    private final String key;
    private final Function<@Nullable StoredRecord, ? extends RecordChange> decision;
    private final boolean looks;

    /**
     * @param looks whether the decision depends on what is stored
     */
    Update(
        AtSign tenant,
        long number,
        String key,
        Function<@Nullable StoredRecord, ? extends RecordChange> decision,
        boolean looks) {
      super(tenant, number);
      this.key = key;
      this.decision = decision;
      this.looks = looks;
    }

    String key() {
      return key;
    }

    Function<@Nullable StoredRecord, ? extends RecordChange> decision() {
      return decision;
    }

    boolean looks() {
      return looks;
    }
  }

  /** Stores a notification unless it is known; the outcome is null when it is. */
  static final class Save extends Grouped<@Nullable StoredNotification> {
    private final StoredNotification notification;

    Save(AtSign tenant, long number, StoredNotification notification) {
      super(tenant, number);
      this.notification = notification;
    }

    StoredNotification notification() {
      return notification;
    }
  }

  /** Stores a notification for its sender and its recipient; the outcome is null when known. */
  static final class HandOver extends Grouped<@Nullable HandedOver> {
    private final StoredNotification sent;
    private final long recipient;
    private final StoredNotification received;

    /**
     * @param recipient number of the row of the tenant that receives it
     */
    HandOver(
        AtSign sender,
        long number,
        StoredNotification sent,
        long recipient,
        StoredNotification received) {
      super(sender, number);
      this.sent = sent;
      this.recipient = recipient;
      this.received = received;
    }

    StoredNotification sent() {
      return sent;
    }

    long recipient() {
      return recipient;
    }

    StoredNotification received() {
      return received;
    }

    @Override
    Stream<Long> numbers() {
      return Stream.of(number(), recipient);
    }
  }

  /** Notes how deliveries went. */
  static final class Statuses extends Grouped<Boolean> {
    private final List<StatusChange> changes;

    Statuses(AtSign tenant, long number, List<StatusChange> changes) {
      super(tenant, number);
      this.changes = List.copyOf(changes);
    }

    List<StatusChange> changes() {
      return changes;
    }
  }

  /** Removes notifications by their id; the outcome says whether there was one. */
  static final class Removal extends Grouped<Boolean> {
    private final String id;

    Removal(AtSign tenant, long number, String id) {
      super(tenant, number);
      this.id = id;
    }

    String id() {
      return id;
    }
  }

  /** Has a transaction of its own. */
  static final class Alone<T extends @Nullable Object> extends PostgresWrite<T> {
    private final Work<T> work;

    /** What is done within the transaction; may run again after it was rolled back. */
    @FunctionalInterface
    interface Work<T extends @Nullable Object> {
      T run(SqlConnection connection) throws SQLException;
    }

    Alone(Work<T> work) {
      this.work = work;
    }

    void run(SqlConnection connection) throws SQLException {
      outcome(work.run(connection));
    }
  }
}
