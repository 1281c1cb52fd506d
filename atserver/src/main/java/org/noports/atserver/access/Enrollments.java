package org.noports.atserver.access;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.noports.atserver.record.Records;
import org.noports.atserver.store.CommitOp;
import org.noports.atserver.store.RecordChange;
import org.noports.atserver.store.RecordMetadata;
import org.noports.atserver.store.Store;
import org.noports.atserver.store.StoredRecord;
import org.noports.protocol.crypto.Digests;
import org.noports.protocol.json.Json;
import org.noports.protocol.name.AtSign;

/** The enrollments of one atSign, kept as records of the store. Thread-safe; calls may block. */
public final class Enrollments {
  private static final String KEY_INFIX = ".new.enrollments.";

  /** Longer than a write may take: later the enrollment itself is found by whoever looks. */
  private static final Duration CLAIM_LIFE = Duration.ofHours(1);

  private final AtSign owner;
  private final Store store;
  private final Records records;
  private final ReentrantLock lock = new ReentrantLock();

  public Enrollments(AtSign owner, Store store, Records records) {
    this.owner = owner;
    this.store = store;
    this.records = records;
  }

  /** The enrollment, null when it does not exist or has expired. */
  public @Nullable Enrollment find(String id) {
    StoredRecord record = records.alive(Enrollment.key(id, owner));
    return record == null ? null : read(id, record);
  }

  /** All that are alive, by id. */
  public List<Enrollment> all() {
    List<Enrollment> out = new ArrayList<>();
    for (String key : records.aliveKeys()) {
      if (Enrollment.isEnrollmentKey(key, owner)) {
        StoredRecord record = records.alive(key);
        if (record != null) {
          out.add(read(key.substring(0, key.indexOf(KEY_INFIX)), record));
        }
      }
    }
    return out;
  }

  private static Enrollment read(String id, StoredRecord record) {
    return Enrollment.of(id, Json.parseObject(record.value()), record.metadata().expiresAt());
  }

  /**
   * Runs a change that looks before it writes, one at a time for this atSign in this process. The
   * lock is held across the store's writes, which only other changes of enrollments wait for. What
   * other processes do meanwhile {@link #replace} notices.
   */
  public void change(Runnable change) {
    lock.lock();
    try {
      change.run();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Stores a new one unless the same app on the same device has one that may still be used; not in
   * the commit log (atprotocol.md 5.5). Of equal ones that processes on one storage add at a time
   * one stays: each is stored first and then claims its app and device, by which time whoever looks
   * sees it.
   *
   * @return the one in its way, null when there was none
   */
  public @Nullable Enrollment add(Enrollment enrollment) {
    for (Enrollment other : all()) {
      if (other.excludes(enrollment)) {
        return other;
      }
    }
    store.put(owner, record(enrollment), CommitOp.NONE);
    Enrollment first = claim(enrollment);
    if (first != null) {
      store.delete(owner, enrollment.key(owner), false);
    }
    return first;
  }

  /** Null when the enrollment is the one that has its app and device now. */
  private @Nullable Enrollment claim(Enrollment enrollment) {
    String key =
        "private:"
            + Digests.sha256Hex(enrollment.appName() + "\n" + enrollment.deviceName())
            + ".__devices"
            + owner;
    while (true) {
      StoredRecord standing = records.get(key);
      Enrollment holder = standing == null ? null : find(standing.value());
      if (holder != null && holder.excludes(enrollment)) {
        return holder;
      }
      if (records.keepInPlaceOf(standing, key, enrollment.id(), CLAIM_LIFE)) {
        return null;
      }
    }
  }

  /**
   * Writes what was made of an enrollment, unless any process has changed it since it was looked
   * at.
   *
   * @param next null to remove it
   * @return false when it was changed: look again
   */
  public boolean replace(Enrollment seen, @Nullable Enrollment next) {
    RecordChange change =
        next == null
            ? new RecordChange.Remove(false)
            : new RecordChange.Put(record(next), CommitOp.NONE);
    AtomicBoolean unchanged = new AtomicBoolean();
    store.update(
        owner,
        seen.key(owner),
        stored -> {
          unchanged.set(stored != null && read(seen.id(), stored).equals(seen));
          return unchanged.get() ? change : new RecordChange.Keep();
        });
    return unchanged.get();
  }

  private StoredRecord record(Enrollment enrollment) {
    RecordMetadata metadata =
        RecordMetadata.builder(records.now())
            .createdBy(owner.text())
            .updatedBy(owner.text())
            .status("active")
            .expiresAt(enrollment.expiresAt())
            .build();
    return new StoredRecord(enrollment.key(owner), enrollment.toJson().canonical(), metadata);
  }

  /**
   * Moves the signing key of an enrollment that is over at this time to where those of deleted ones
   * are, so that whoever trusts it sees it. To be called before what has expired is removed.
   */
  public void withdrawIfOver(String id, Instant now) {
    change(() -> {
      // An owner may have decided otherwise meanwhile.
      if (isOver(id, now)) {
        records.rename(
            SigningKeyRecord.APPROVED.nameOf(id) + owner,
            SigningKeyRecord.DELETED.nameOf(id) + owner);
      }
    });
  }

  private boolean isOver(String id, Instant now) {
    StoredRecord record = records.get(Enrollment.key(id, owner));
    Instant end = record == null ? null : record.metadata().expiresAt();
    return end != null && !now.isBefore(end);
  }
}
