package org.noports.protocol.notification;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.noports.protocol.ErrorCode;
import org.noports.protocol.ProtocolException;
import org.noports.protocol.json.Json;
import org.noports.protocol.json.JsonNull;
import org.noports.protocol.json.JsonObject;
import org.noports.protocol.name.AtSign;

/**
 * A notification as a monitor shows it (atprotocol.md 4.5, atclient.md 5.5). Immutable.
 *
 * @param id {@value #STATS_ID} for the heartbeat with the last commit id
 * @param key {@code @bob:k.ns@alice}, {@code public:k@alice}, or {@code @bob:<text>}
 * @param value null for deletes
 * @param epochMillis when this server stored it
 * @param encrypted false only when the sender said so
 */
public record Notification(
    String id,
    AtSign from,
    AtSign to,
    String key,
    @Nullable String value,
    Operation operation,
    long epochMillis,
    MessageType messageType,
    boolean encrypted,
    @Nullable NotificationMetadata metadata) {

  /** The id of a statsNotification (4.6). */
  public static final String STATS_ID = "-1";

  private static final String PREFIX = "notification: ";
  private static final String TYPE_PREFIX = "MessageType.";

  /** The heartbeat of a server to its monitors, with the last commit id (4.6). */
  public static Notification stats(
      AtSign owner, long lastCommitId, Operation operation, long epochMillis) {
    return new Notification(
        STATS_ID,
        owner,
        owner,
        "statsNotification." + owner.text(),
        Long.toString(lastCommitId),
        operation,
        epochMillis,
        MessageType.KEY,
        false,
        null);
  }

  /** Reads the JSON text that stands after {@code notification:}. */
  public static Notification parse(String json) {
    return from(Json.parseObject(json));
  }

  /** Reads one object of the monitor or of {@code notify:list}. */
  public static Notification from(JsonObject json) {
    JsonObject metadata = json.optObject("metadata");
    return new Notification(
        json.string("id"),
        AtSign.of(json.string("from")),
        AtSign.of(json.string("to")),
        json.string("key"),
        NotificationMetadata.text(json, "value"),
        operation(json.string("operation")),
        json.integer("epochMillis"),
        messageType(json.optString("messageType")),
        !Boolean.FALSE.equals(json.optBool("isEncrypted")),
        metadata == null ? null : NotificationMetadata.from(metadata));
  }

  public boolean isStats() {
    return id.equals(STATS_ID);
  }

  /** The line a monitor gets, without its line feed. */
  public String line() {
    return PREFIX + toJson().canonical();
  }

  /** The object of the line; {@code notify:list} answers an array of them. */
  public JsonObject toJson() {
    JsonObject.Builder json =
        JsonObject.builder()
            .put("id", id)
            .put("from", from.text())
            .put("to", to.text())
            .put("key", key)
            .put("value", value)
            .put("operation", operation.text())
            .put("epochMillis", epochMillis)
            .put("messageType", TYPE_PREFIX + messageType.text())
            .put("isEncrypted", encrypted);
    return (metadata == null
            ? json.put("metadata", JsonNull.NULL)
            : json.put("metadata", metadata.toJson()))
        .build();
  }

  private static Operation operation(String text) {
    Operation operation = Operation.named(text);
    if (operation == null) {
      throw new ProtocolException(ErrorCode.AT0003, "notification: unknown operation");
    }
    return operation;
  }

  private static MessageType messageType(@Nullable String text) {
    if (text == null) {
      return MessageType.KEY;
    }
    String word =
        text.toLowerCase(Locale.ROOT).startsWith(TYPE_PREFIX.toLowerCase(Locale.ROOT))
            ? text.substring(TYPE_PREFIX.length())
            : text;
    MessageType type = MessageType.named(word);
    if (type == null) {
      throw new ProtocolException(ErrorCode.AT0003, "notification: unknown messageType");
    }
    return type;
  }

  /** Without the value, which may be a secret. */
  @Override
  public String toString() {
    return "Notification[" + id + ", " + key + "]";
  }
}
