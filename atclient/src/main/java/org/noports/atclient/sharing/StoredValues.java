package org.noports.atclient.sharing;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import org.noports.atclient.Undecipherable;
import org.noports.protocol.ProtocolException;
import org.noports.protocol.crypto.AesKey;
import org.noports.protocol.json.Json;
import org.noports.protocol.json.JsonBoolean;
import org.noports.protocol.json.JsonObject;
import org.noports.protocol.json.JsonString;
import org.noports.protocol.keys.AtKeys;
import org.noports.protocol.name.AtKey;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.verb.Command;
import org.noports.protocol.verb.LocalLookup;
import org.noports.protocol.verb.Lookup;
import org.noports.protocol.verb.Mode;
import org.noports.protocol.verb.PublicLookup;

/** Reads records of every kind (atclient.md 5.6). Thread-safe. */
public final class StoredValues {
  private final Commands commands;
  private final AtKeys keys;
  private final SharedKeys sharedKeys;
  private final SenderKeys senderKeys;

  public StoredValues(
      Commands commands, AtKeys keys, SharedKeys sharedKeys, SenderKeys senderKeys) {
    this.commands = commands;
    this.keys = keys;
    this.sharedKeys = sharedKeys;
    this.senderKeys = senderKeys;
  }

  /** What {@code all} answers: the value as stored, and the metadata that matters here. */
  private record Stored(
      String data,
      @Nullable Boolean encrypted,
      @Nullable String sharedKeyEnc,
      @Nullable String ivNonce,
      boolean base64) {}

  /**
   * The plain text, null when there is no such record, {@link Undecipherable} for garbage; fresh
   * means past the own server's copy of another atSign's record.
   */
  public @Nullable String get(AtKey key, boolean fresh) {
    AtSign owner = key.owner();
    if (owner == null) {
      throw new IllegalArgumentException("a key without owner cannot be read: " + key);
    }
    String answer = commands.find(lookUp(key, owner, fresh));
    Stored stored = answer == null ? null : parse(answer, key);
    if (stored == null) {
      return null;
    }
    return key.isPublic() || Boolean.FALSE.equals(stored.encrypted())
        ? clear(stored, key)
        : decrypted(stored, key, owner);
  }

  private Command lookUp(AtKey key, AtSign owner, boolean fresh) {
    if (key.cached() || owner.equals(keys.atSign())) {
      return LocalLookup.of(Mode.ALL, key);
    }
    return key.isPublic()
        ? new PublicLookup(fresh, Mode.ALL, key.name(), owner)
        : new Lookup(fresh, Mode.ALL, key.name(), owner);
  }

  private static @Nullable Stored parse(String answer, AtKey key) {
    try {
      JsonObject all = Json.parseObject(answer.strip());
      String data = all.optString("data");
      JsonObject metadata = all.optObject("metaData");
      if (data == null || data.equals("null")) {
        return null;
      }
      if (metadata == null) {
        return new Stored(data, null, null, null, false);
      }
      return new Stored(
          data,
          flag(metadata, "isEncrypted"),
          text(metadata, "sharedKeyEnc"),
          text(metadata, "ivNonce"),
          "base64".equals(text(metadata, "encoding")));
    } catch (ProtocolException e) {
      throw new Undecipherable(
          "the record %s is not what a server answers: %s".formatted(key, e.getMessage()), e);
    }
  }

  /** The text {@code null} and no member at all are the same (5.5). */
  private static @Nullable String text(JsonObject metadata, String name) {
    return metadata.get(name) instanceof JsonString text && !text.value().equals("null")
        ? text.value()
        : null;
  }

  private static @Nullable Boolean flag(JsonObject metadata, String name) {
    return switch (metadata.get(name)) {
      case JsonBoolean bool -> (Boolean) (bool == JsonBoolean.TRUE);
      case JsonString text -> Boolean.valueOf(text.value());
      case null -> null;
      default -> null;
    };
  }

  private static String clear(Stored stored, AtKey key) {
    if (!stored.base64()) {
      return stored.data();
    }
    try {
      return new String(Base64.getDecoder().decode(stored.data()), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new Undecipherable("the record " + key + " is said to be base64 but is not", e);
    }
  }

  private String decrypted(Stored stored, AtKey key, AtSign owner) {
    AesKey aes = aesKey(stored, key, owner);
    String plain = aes == null ? null : Values.open(aes, stored.data(), stored.ivNonce());
    if (plain != null) {
      return plain;
    }
    if (stored.encrypted() == null && !looksEncrypted(stored.data())) {
      return stored.data(); // an old record that nobody marked, in clear (5.6)
    }
    throw new Undecipherable(
        "the record %s cannot be decrypted with the keys of %s; it must be written again"
            .formatted(key, keys.atSign()));
  }

  private @Nullable AesKey aesKey(Stored stored, AtKey key, AtSign owner) {
    if (owner.equals(keys.atSign())) {
      AtSign recipient = key.sharedWith();
      return recipient == null || recipient.equals(keys.atSign())
          ? keys.selfKey()
          : sharedKeys.existing(recipient);
    }
    String sharedKeyEnc = stored.sharedKeyEnc();
    AesKey sent = sharedKeyEnc == null ? null : senderKeys.open(sharedKeyEnc);
    return sent == null ? senderKeys.lookUp(owner) : sent;
  }

  private static boolean looksEncrypted(String data) {
    try {
      return Base64.getDecoder().decode(data).length % 16 == 0;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
