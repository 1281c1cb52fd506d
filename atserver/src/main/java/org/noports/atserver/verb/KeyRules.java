package org.noports.atserver.verb;

import java.time.Instant;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.noports.atserver.connection.Refusal;
import org.noports.atserver.store.StoredRecord;
import org.noports.protocol.ErrorCode;
import org.noports.protocol.name.AtKey;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.name.KeyKind;

/** What may be written and deleted at all, whoever asks (atprotocol.md 3.5). */
final class KeyRules {
  /** Never deleted, and the first two never written by clients: other servers rely on them. */
  private static final Set<String> SERVERS_OWN = Set.of("signing_publickey", "signing_privatekey");

  private static final Set<String> PROTECTED =
      Set.of("signing_publickey", "signing_privatekey", "publickey", "at_pkam_publickey");

  private KeyRules() {}

  /** Refuses what an update may not write. */
  static void requireWritable(AtKey key, AtSign own) {
    String text = key.text();
    AtSign owner = key.owner();
    if (owner != null && !owner.equals(own)) {
      throw Refusal.of(
          ErrorCode.AT0016,
          "Invalid update command - sharedBy atsign "
              + owner
              + " should be same as current atsign "
              + own);
    }
    if (text.length() > AtKey.MAX_LENGTH) {
      throw Refusal.of(
          ErrorCode.AT0016,
          "key length "
              + text.length()
              + " is greater than max allowed "
              + AtKey.MAX_LENGTH
              + " chars");
    }
    KeyKind kind = KeyKind.of(text, false);
    switch (kind) {
      case SELF, SHARED, PUBLIC, RESERVED -> {}
      case PRIVATE, CACHED_PUBLIC, CACHED_SHARED, LOCAL, INVALID ->
          throw Refusal.of(
              ErrorCode.AT0016, "You may not update keys of type KeyType." + name(kind));
    }
    if (SERVERS_OWN.contains(key.name())) {
      throw Refusal.of(ErrorCode.AT0016, "You may not update the server's own key: " + text);
    }
  }

  private static String name(KeyKind kind) {
    return switch (kind) {
      case CACHED_PUBLIC -> "cachedPublicKey";
      case CACHED_SHARED -> "cachedSharedKey";
      default -> kind.name().toLowerCase(Locale.ROOT) + "Key";
    };
  }

  static void requireDeletable(AtKey key, AtSign own) {
    AtSign owner = key.owner();
    if (owner != null && owner.equals(own) && PROTECTED.contains(key.name()) && !key.cached()) {
      throw Refusal.of(
          ErrorCode.AT0009, "Cannot delete protected key: '" + key.name() + owner + "'");
    }
    if (owner != null && !owner.equals(own) && !key.cached()) {
      throw Refusal.of(
          ErrorCode.AT0016,
          "Invalid delete command - sharedBy atsign "
              + owner
              + " should be same as current atsign "
              + own);
    }
  }

  /** Refuses when the stored key must not change; an expired one no longer counts. */
  static void requireMutable(@Nullable StoredRecord stored, Instant now, String verb) {
    if (live(stored, now) != null && stored != null && stored.metadata().protectedFromChange()) {
      throw Refusal.of(ErrorCode.AT0016, "Cannot " + verb + " immutable key: " + stored.key());
    }
  }

  /** The stored record, null when it has expired: a new one begins then. */
  static @Nullable StoredRecord live(@Nullable StoredRecord stored, Instant now) {
    if (stored == null) {
      return null;
    }
    Instant expiresAt = stored.metadata().expiresAt();
    return expiresAt == null || now.isBefore(expiresAt) ? stored : null;
  }
}
