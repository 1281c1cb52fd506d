package org.noports.protocol.verb;

import org.jspecify.annotations.Nullable;
import org.noports.protocol.metadata.Metadata;
import org.noports.protocol.name.AtKey;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.notification.MessageType;
import org.noports.protocol.notification.Operation;

/**
 * {@code notify[:id:x][:update|:delete]...<metadata>:@bob:<key>[@<owner>][:<value>]} (atprotocol.md
 * 3.6.1). Null components were not given; the {@code ...OrDefault} readers give what they then
 * mean.
 *
 * @param recipient null for the scope {@code public}
 * @param key as written between recipient and owner: may begin with {@code public:}, and is the
 *     text itself in a text message
 * @param owner null means the own atSign
 * @param ttln life of the notification in milliseconds
 */
public record Notify(
    @Nullable String id,
    @Nullable Operation operation,
    @Nullable MessageType messageType,
    @Nullable Priority priority,
    @Nullable Strategy strategy,
    @Nullable Long latestN,
    @Nullable String notifier,
    @Nullable Long ttln,
    Metadata metadata,
    @Nullable AtSign recipient,
    String key,
    @Nullable AtSign owner,
    @Nullable String value)
    implements Command {
  public Notify {
    OneLine.require(id, notifier, key, value);
  }

  /** What {@code notifier} means when it is absent. */
  public static final String DEFAULT_NOTIFIER = "SYSTEM";

  /** A builder for a notification about {@code key} to {@code recipient}. */
  public static NotifyBuilder to(AtSign recipient, String key, @Nullable AtSign owner) {
    return new NotifyBuilder(recipient, key, owner);
  }

  /** A builder for a notification about a key that is shared with somebody or public. */
  public static NotifyBuilder about(AtKey key) {
    return new NotifyBuilder(key.sharedWith(), key.name(), key.owner());
  }

  public Operation operationOrDefault() {
    return operation == null ? Operation.UPDATE : operation;
  }

  public MessageType messageTypeOrDefault() {
    return messageType == null ? MessageType.KEY : messageType;
  }

  public Priority priorityOrDefault() {
    return priority == null ? Priority.LOW : priority;
  }

  public Strategy strategyOrDefault() {
    return strategy == null ? Strategy.ALL : strategy;
  }

  public NotifyBuilder toBuilder() {
    return new NotifyBuilder(this);
  }

  @Override
  public String line() {
    StringBuilder out = new StringBuilder(64 + (value == null ? 0 : value.length()));
    out.append("notify");
    append(out, "id:", id);
    append(out, "", operation == null ? null : operation.text());
    append(out, "messageType:", messageType == null ? null : messageType.text());
    append(out, "priority:", priority == null ? null : priority.text());
    append(out, "strategy:", strategy == null ? null : strategy.text());
    append(out, "latestN:", latestN);
    append(out, "notifier:", notifier);
    append(out, "ttln:", ttln);
    out.append(metadata.fragment());
    append(out, "", recipient == null ? "public" : recipient.text());
    append(out, "", key);
    out.append(owner == null ? "" : owner.text());
    append(out, "", value);
    return out.toString();
  }

  private static void append(StringBuilder out, String name, @Nullable Object value) {
    if (value != null) {
      out.append(':').append(name).append(value);
    }
  }

  /** Without the value, which may be a secret. */
  @Override
  public String toString() {
    return "Notify[" + id + ", " + recipient + ":" + key + owner + "]";
  }
}
