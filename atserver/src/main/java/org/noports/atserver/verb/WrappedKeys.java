package org.noports.atserver.verb;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.noports.atserver.record.Records;
import org.noports.protocol.json.JsonObject;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.verb.Keys;

/**
 * The two keys of the atSign an approved enrollment gets, wrapped for it (atprotocol.md 5.1, 7.4).
 */
final class WrappedKeys {
  private static final String PRIVATE = ".default_enc_private_key.__manage";
  private static final String SELF = ".default_self_enc_key.__manage";

  private static final String PRIVATE_MEMBER = "encryptedDefaultEncryptionPrivateKey";
  private static final String SELF_MEMBER = "encryptedDefaultSelfEncryptionKey";

  private WrappedKeys() {}

  /** Keeps those that are given: an approval brings both, an activation may bring none. */
  static void keep(Records records, String id, JsonObject params) {
    keep(records, name(id, PRIVATE, records.owner()), params, PRIVATE_MEMBER, "encPrivateKeyIV");
    keep(records, name(id, SELF, records.owner()), params, SELF_MEMBER, "selfEncKeyIV");
  }

  private static void keep(
      Records records, String key, JsonObject params, String value, String iv) {
    String wrapped = params.optString(value);
    if (wrapped != null) {
      records.keep(
          key,
          JsonObject.builder()
              .put("value", wrapped)
              .putIfPresent("iv", params.optString(iv))
              .build()
              .canonical());
    }
  }

  static void remove(Records records, String id) {
    records.forget(name(id, PRIVATE, records.owner()));
    records.forget(name(id, SELF, records.owner()));
  }

  private static String name(String id, String suffix, AtSign owner) {
    return id.toLowerCase(Locale.ROOT) + suffix + owner;
  }

  static boolean isOf(String key, String id, AtSign owner) {
    return key.equals(name(id, PRIVATE, owner)) || key.equals(name(id, SELF, owner));
  }

  /** The one that is listed with keys of that visibility, or null. */
  static @Nullable String nameOf(Keys.Visibility visibility, String id, AtSign owner) {
    return switch (visibility) {
      case PRIVATE -> name(id, PRIVATE, owner);
      case SELF -> name(id, SELF, owner);
      case PUBLIC -> null;
    };
  }
}
