package org.noports.atserver.verb;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.noports.atserver.access.Enrollment;
import org.noports.atserver.connection.Answer;
import org.noports.atserver.connection.Refusal;
import org.noports.atserver.connection.Session;
import org.noports.atserver.store.StoredRecord;
import org.noports.atserver.tenant.AtServer;
import org.noports.protocol.ErrorCode;
import org.noports.protocol.ProtocolException;
import org.noports.protocol.json.Json;
import org.noports.protocol.json.JsonArray;
import org.noports.protocol.json.JsonObject;
import org.noports.protocol.name.AtKey;
import org.noports.protocol.verb.Keys;

/**
 * {@code keys}: the keys an enrollment keeps at its server (atprotocol.md 7.8). By name only an
 * enrollment's own are reached (9.1, item 13).
 */
final class KeysHandler {
  private final AtServer server;

  KeysHandler(AtServer server) {
    this.server = server;
  }

  Answer answer(Keys command, Session session) {
    Enrollment enrollment = server.rights().of(session);
    if (enrollment == null) {
      throw Refusal.of(ErrorCode.AT0011, "Keys verb cannot be accessed without an enrollmentId");
    }
    return switch (command.operation()) {
      case PUT -> put(command, enrollment);
      case GET -> command.keyName() == null ? list(command, enrollment) : get(command, enrollment);
      case DELETE -> delete(command, enrollment);
    };
  }

  private Answer put(Keys command, Enrollment enrollment) {
    Keys.Visibility visibility = command.visibility();
    String name = command.keyName();
    String value = command.value();
    if (visibility == null || name == null || value == null || value.isBlank()) {
      throw Refusal.of(
          ErrorCode.AT0003, "Invalid syntax. e.g keys:put:self:keyName:<name> <value>");
    }
    String key = storedName(visibility, command, name.toLowerCase(Locale.ROOT));
    if (key.length() > AtKey.MAX_LENGTH) {
      throw Refusal.of(ErrorCode.AT0016, "the key name is too long");
    }
    StoredRecord existing = server.records().get(key);
    if (existing != null && !isOwn(key, existing, enrollment)) {
      throw notOwn(enrollment);
    }
    JsonObject record =
        JsonObject.builder()
            .put("value", value)
            .put("keyType", command.keyType())
            .put("enrollmentId", enrollment.id())
            .put("encryptionKeyName", command.encryptionKeyName())
            .build();
    server.quota().require(key, value);
    server.records().keep(key, record.canonical());
    return new Answer.Data("-1");
  }

  private String storedName(Keys.Visibility visibility, Keys command, String name) {
    String namespace =
        Objects.requireNonNullElse(command.namespace(), "__global").toLowerCase(Locale.ROOT);
    String end = "." + namespace + server.atSign();
    String app = prefix(command.appName()) + prefix(command.deviceName());
    return switch (visibility) {
      case PUBLIC -> "public:" + name + ".__public_keys" + end;
      case PRIVATE -> "private:" + app + name + ".__private_keys" + end;
      case SELF -> app + name + ".__self_keys" + end;
    };
  }

  private static String prefix(@Nullable String part) {
    return part == null ? "" : part.toLowerCase(Locale.ROOT) + ".";
  }

  private Answer list(Keys command, Enrollment enrollment) {
    Keys.Visibility visibility = command.visibility();
    if (visibility == null) {
      return new Answer.Data("[]");
    }
    String mark = ".__" + visibility.name().toLowerCase(Locale.ROOT) + "_keys.";
    List<String> out = new ArrayList<>();
    for (String key : server.records().aliveKeys()) {
      StoredRecord record = key.contains(mark) ? server.records().alive(key) : null;
      if (record != null && isOwn(key, record, enrollment)) {
        out.add(key);
      }
    }
    String wrapped = WrappedKeys.nameOf(visibility, enrollment.id(), server.atSign());
    if (wrapped != null && server.records().alive(wrapped) != null) {
      out.add(wrapped);
    }
    return new Answer.Data(JsonArray.ofStrings(out).canonical());
  }

  private Answer get(Keys command, Enrollment enrollment) {
    String key = Objects.requireNonNull(command.keyName()).toLowerCase(Locale.ROOT);
    StoredRecord record = server.records().alive(key);
    if (record == null || !isOwn(key, record, enrollment)) {
      // What belongs to others is not told apart from what does not exist.
      throw Refusal.of(ErrorCode.AT0015, "key " + command.keyName() + " not found in keystore");
    }
    return new Answer.Data(record.value());
  }

  private Answer delete(Keys command, Enrollment enrollment) {
    if (command.keyName() == null) {
      throw Refusal.of(ErrorCode.AT0003, "Invalid syntax. e.g keys:delete:keyName:<key>");
    }
    String key = command.keyName().toLowerCase(Locale.ROOT);
    StoredRecord record = server.records().get(key);
    if (record != null) {
      if (!isOwn(key, record, enrollment)) {
        throw notOwn(enrollment);
      }
      server.records().forget(key);
    }
    return new Answer.Data("-1");
  }

  /** The two wrapped default keys of the enrollment, or a record it has put itself. */
  private boolean isOwn(String key, StoredRecord record, Enrollment enrollment) {
    if (WrappedKeys.isOf(key, enrollment.id(), server.atSign())) {
      return true;
    }
    if (!key.contains(".__public_keys.")
        && !key.contains(".__private_keys.")
        && !key.contains(".__self_keys.")) {
      return false;
    }
    try {
      return enrollment.id().equals(Json.parseObject(record.value()).optString("enrollmentId"));
    } catch (ProtocolException e) {
      return false;
    }
  }

  private static Refusal notOwn(Enrollment enrollment) {
    return Refusal.of(
        ErrorCode.AT0009,
        "Connection with enrollment ID " + enrollment.id() + " does not own that key");
  }
}
