package org.noports.atserver.cache;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.noports.atserver.record.MetadataJson;
import org.noports.atserver.record.MetadataMerge;
import org.noports.atserver.record.Records;
import org.noports.atserver.store.CommitOp;
import org.noports.atserver.store.RecordChange;
import org.noports.atserver.store.Store;
import org.noports.atserver.store.StoredNotification;
import org.noports.atserver.store.StoredRecord;
import org.noports.protocol.ErrorCode;
import org.noports.protocol.ProtocolException;
import org.noports.protocol.json.JsonObject;
import org.noports.protocol.metadata.Metadata;
import org.noports.protocol.name.AtKey;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.notification.MessageType;
import org.noports.protocol.notification.Operation;

/**
 * One atSign's copies of what others share with it (atprotocol.md 3.4.3, 3.4.4, 4.4, 5.6).
 * Thread-safe; calls may block on the store.
 */
public final class CachedKeys {
  private static final String PREFIX = "cached:";

  /** A public key that names no time to refresh is fetched again after a day. */
  public static final long PUBLIC_LIFE_MILLIS = 86_400_000;

  private final Records records;
  private final Store store;

  public CachedKeys(Records records, Store store) {
    this.records = records;
    this.store = store;
  }

  /** The copy when it is alive and not due to be fetched again. */
  public @Nullable StoredRecord fresh(String cachedKey) {
    StoredRecord record = records.alive(cachedKey);
    if (record == null) {
      return null;
    }
    Instant refreshAt = record.metadata().refreshAt();
    return refreshAt == null || records.now().isBefore(refreshAt) ? record : null;
  }

  /** The owner has it no longer. */
  public void drop(String cachedKey) {
    if (records.get(cachedKey) != null) {
      records.remove(cachedKey);
    }
  }

  /**
   * Keeps what a look-up of a shared key brought, if its owner allows that by a ttr.
   *
   * @param fetched the {@code all} form
   */
  public void fetchedShared(String cachedKey, AtSign owner, JsonObject fetched) {
    Metadata metadata = MetadataJson.copied(fetched.object("metaData"));
    Long ttr = metadata.ttr();
    if (ttr != null && ttr != 0 && cachedKey.length() <= AtKey.MAX_CACHED_LENGTH) {
      records.write(cachedKey, fetched.string("data"), metadata, owner, true);
    }
  }

  /** Keeps what a look-up of a public key brought: a day, or as long as its ttr says. */
  public void fetchedPublic(String cachedKey, AtSign owner, JsonObject fetched) {
    if (cachedKey.length() > AtKey.MAX_CACHED_LENGTH) {
      return;
    }
    Metadata metadata = MetadataJson.copied(fetched.object("metaData"));
    Long ttr = metadata.ttr();
    if (ttr == null || ttr == 0) {
      metadata = metadata.toBuilder().ttl(PUBLIC_LIFE_MILLIS).build();
    }
    records.write(cachedKey, fetched.string("data"), metadata, owner, true);
  }

  /**
   * The encryption key of another atSign was seen. It is kept for ever; when it replaces another
   * one, the key once shared with that atSign is set aside, so that clients make a new one.
   *
   * @param fetched the {@code all} form
   */
  public void sawPublicKey(AtSign peer, JsonObject fetched) {
    String key = PREFIX + AtKey.publicKey("publickey", peer).text();
    String value = fetched.optString("data");
    if (value == null) {
      return;
    }
    StoredRecord known = records.get(key);
    if (known != null && known.value().equals(value)) {
      return;
    }
    Metadata metadata =
        MetadataJson.copied(fetched.object("metaData")).toBuilder().ttl(null).ttr(-1L).build();
    records.write(key, value, metadata, peer, true);
    if (known != null) {
      setSharedKeyAside(peer);
    }
  }

  private void setSharedKeyAside(AtSign peer) {
    AtSign owner = records.owner();
    String name = "shared_key." + peer.bare();
    StoredRecord old = records.get(name + owner);
    if (old != null) {
      String aside = name + ".until." + records.now().toEpochMilli() + owner;
      store.put(owner, new StoredRecord(aside, old.value(), old.metadata()), CommitOp.UPDATE_ALL);
      records.remove(old.key());
    }
  }

  /**
   * A notification arrived: its key may be kept, changed or removed.
   *
   * @return whether something changed
   */
  public boolean received(StoredNotification notification) {
    if (notification.messageType() != MessageType.KEY || !changesCache(notification)) {
      return false;
    }
    String key = PREFIX + notification.key();
    if (key.length() > AtKey.MAX_CACHED_LENGTH) {
      throw new ProtocolException(
          ErrorCode.AT0016,
          "key length "
              + key.length()
              + " is greater than max allowed "
              + AtKey.MAX_CACHED_LENGTH
              + " chars");
    }
    Instant now = records.now();
    AtSign own = records.owner();
    return store.update(own, key, stored -> change(notification, key, stored, own, now)) >= 0;
  }

  private static boolean changesCache(StoredNotification notification) {
    Long ttr = notification.metadata().ttr();
    return notification.operation() == Operation.DELETE || (ttr != null && ttr != 0);
  }

  private static RecordChange change(
      StoredNotification notification,
      String key,
      @Nullable StoredRecord stored,
      AtSign own,
      Instant now) {
    if (notification.operation() == Operation.DELETE) {
      boolean cascades = stored != null && Boolean.TRUE.equals(stored.metadata().ccd());
      return cascades ? new RecordChange.Remove(true) : new RecordChange.Keep();
    }
    String value = notification.value();
    if (value == null && stored == null) {
      return new RecordChange.Keep();
    }
    return new RecordChange.Put(
        new StoredRecord(
            key,
            value == null ? Objects.requireNonNull(stored).value() : value,
            MetadataMerge.merge(Records.metadata(stored), notification.metadata(), own, own, now)),
        value == null ? CommitOp.UPDATE_META : CommitOp.UPDATE_ALL);
  }
}
