package org.noports.atserver.record;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.noports.atserver.store.CommitOp;
import org.noports.atserver.store.KeyEntry;
import org.noports.atserver.store.RecordChange;
import org.noports.atserver.store.RecordMetadata;
import org.noports.atserver.store.Store;
import org.noports.atserver.store.StoredRecord;
import org.noports.protocol.metadata.Metadata;
import org.noports.protocol.name.AtSign;

/**
 * The records of one atSign: what is alive, what is logged, who changed it (atprotocol.md 5).
 * Thread-safe; every call may block on the store.
 */
public final class Records {
  private final AtSign owner;
  private final Store store;
  private final InstantSource clock;

  public Records(AtSign owner, Store store, InstantSource clock) {
    this.owner = owner;
    this.store = store;
    this.clock = clock;
  }

  public AtSign owner() {
    return owner;
  }

  public Instant now() {
    return clock.instant();
  }

  /** The record, expired or not yet born too. */
  public @Nullable StoredRecord get(String key) {
    return store.get(owner, key);
  }

  /** The record when it may be seen. */
  public @Nullable StoredRecord alive(String key) {
    StoredRecord record = store.get(owner, key);
    return record != null && record.metadata().aliveAt(now()) ? record : null;
  }

  public boolean isAlive(StoredRecord record) {
    return record.metadata().aliveAt(now());
  }

  /** The keys that may be seen, in order. */
  public List<String> aliveKeys() {
    Instant now = now();
    return store.keys(owner).stream()
        .filter(entry -> entry.aliveAt(now))
        .map(KeyEntry::key)
        .toList();
  }

  /** The keys beginning so that may be seen, in order. */
  public List<String> aliveKeys(String prefix) {
    Instant now = now();
    return store.keys(owner, prefix).stream()
        .filter(entry -> entry.aliveAt(now))
        .map(KeyEntry::key)
        .toList();
  }

  /** Whether changes of the key are written to the commit log (atprotocol.md 5.5). */
  public static boolean isLogged(String key) {
    return !key.startsWith("private:")
        && !key.startsWith("privatekey:")
        && !key.startsWith("local:")
        && !(key.startsWith("public:_") && !key.startsWith("public:__"));
  }

  /**
   * What a change of a key by its owner writes to the commit log.
   *
   * @param noCommit whether the key is to have no entry, not even a former one
   */
  public static CommitOp commitOp(String key, boolean noCommit, CommitOp op) {
    if (!isLogged(key)) {
      return CommitOp.NONE;
    }
    return noCommit ? CommitOp.FORGET : op;
  }

  /**
   * Writes a value with metadata merged into what is stored, as one step.
   *
   * @param creator whose key it is
   */
  public long write(String key, String value, Metadata given, AtSign creator, boolean logged) {
    Instant now = now();
    CommitOp op =
        !logged || !isLogged(key)
            ? CommitOp.NONE
            : given.equals(Metadata.NONE) ? CommitOp.UPDATE : CommitOp.UPDATE_ALL;
    return store.update(
        owner,
        key,
        stored ->
            new RecordChange.Put(
                new StoredRecord(
                    key, value, MetadataMerge.merge(metadata(stored), given, creator, owner, now)),
                op));
  }

  /** Writes one of the server's own records: no commit entry. */
  public void keep(String key, String value) {
    write(key, value, Metadata.NONE, owner, false);
  }

  /**
   * Writes one of the server's own records unless there is one; the answer is what stands there.
   */
  public String keepFirst(String key, String value) {
    AtomicReference<String> standing = new AtomicReference<>(value);
    Instant now = now();
    store.update(
        owner,
        key,
        stored -> {
          standing.set(stored == null ? value : stored.value());
          return stored == null
              ? new RecordChange.Put(
                  new StoredRecord(
                      key, value, MetadataMerge.merge(null, Metadata.NONE, owner, owner, now)),
                  CommitOp.NONE)
              : new RecordChange.Keep();
        });
    return standing.get();
  }

  /** Writes one of the server's own records that lives so long. */
  public void keep(String key, String value, Duration life) {
    store.put(owner, mortal(key, value, life), CommitOp.NONE);
  }

  /**
   * Writes one of the server's own records that lives so long, unless another has taken the place
   * of what was seen there; false then.
   */
  public boolean keepInPlaceOf(
      @Nullable StoredRecord seen, String key, String value, Duration life) {
    AtomicBoolean unchanged = new AtomicBoolean();
    RecordChange put = new RecordChange.Put(mortal(key, value, life), CommitOp.NONE);
    store.update(
        owner,
        key,
        stored -> {
          unchanged.set(Objects.equals(stored, seen));
          return unchanged.get() ? put : new RecordChange.Keep();
        });
    return unchanged.get();
  }

  private StoredRecord mortal(String key, String value, Duration life) {
    RecordMetadata metadata =
        RecordMetadata.builder(now())
            .createdBy(owner.text())
            .updatedBy(owner.text())
            .status("active")
            .ttl(life.toMillis())
            .expiresAt(now().plus(life))
            .build();
    return new StoredRecord(key, value, metadata);
  }

  /** Removes a key; the answer is the commit id, also when there was none. */
  public long remove(String key) {
    return store.delete(owner, key, isLogged(key));
  }

  /** Removes one of the server's own records. */
  public void forget(String key) {
    store.delete(owner, key, false);
  }

  /** Takes one of the server's own records out, so that only one caller gets it; null if dead. */
  public @Nullable StoredRecord take(String key) {
    AtomicReference<@Nullable StoredRecord> taken = new AtomicReference<>();
    Instant now = now();
    store.update(
        owner,
        key,
        stored -> {
          boolean alive = stored != null && stored.metadata().aliveAt(now);
          taken.set(alive ? stored : null);
          return new RecordChange.Remove(false);
        });
    return taken.get();
  }

  /** Gives one of the server's own records another name, if it is there; what stood there goes. */
  public void rename(String from, String to) {
    StoredRecord record = store.get(owner, from);
    if (record != null) {
      // In this order nobody finds it nowhere.
      store.put(owner, new StoredRecord(to, record.value(), record.metadata()), CommitOp.NONE);
      store.delete(owner, from, false);
    }
  }

  public static @Nullable RecordMetadata metadata(@Nullable StoredRecord record) {
    return record == null ? null : record.metadata();
  }
}
