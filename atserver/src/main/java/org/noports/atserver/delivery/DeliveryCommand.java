package org.noports.atserver.delivery;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.noports.atserver.store.StoredNotification;
import org.noports.protocol.ProtocolException;
import org.noports.protocol.metadata.Metadata;
import org.noports.protocol.notification.Operation;
import org.noports.protocol.verb.CommandParser;
import org.noports.protocol.verb.Notify;

/**
 * The {@code notify} command that carries a notification to its recipient, in the order of
 * atprotocol.md 4.3. What old receivers do not know is sent only when the sender gave it.
 */
public final class DeliveryCommand {
  private DeliveryCommand() {}

  /** The line without its line feed. */
  public static String line(StoredNotification notification, Instant now) {
    Metadata metadata = notification.metadata();
    StringBuilder line = new StringBuilder("notify");
    append(line, "id", notification.id());
    line.append(notification.operation() == Operation.DELETE ? ":delete" : ":update");
    append(line, "messageType", notification.messageType().text());
    append(line, "notifier", notification.notifier());
    append(line, "ttln", remainingMillis(notification, now));
    append(line, "ttl", metadata.ttl());
    append(line, "ttb", metadata.ttb());
    if (metadata.ttr() != null) {
      append(line, "ttr", metadata.ttr());
      append(line, "ccd", Boolean.TRUE.equals(metadata.ccd()));
    }
    append(line, "isEncrypted", metadata.isEncrypted());
    append(line, "sharedKeyEnc", metadata.sharedKeyEnc());
    append(line, "pubKeyCS", metadata.pubKeyCS());
    if (metadata.pubKeyHash() != null && metadata.hashingAlgo() != null) {
      append(line, "pubKeyHash", metadata.pubKeyHash());
      append(line, "hashingAlgo", metadata.hashingAlgo());
    }
    append(line, "encKeyName", metadata.encKeyName());
    append(line, "encAlgo", metadata.encAlgo());
    append(line, "ivNonce", metadata.ivNonce());
    append(line, "skeEncKeyName", metadata.skeEncKeyName());
    append(line, "skeEncAlgo", metadata.skeEncAlgo());
    line.append(':').append(addressed(notification));
    if (notification.value() != null) {
      line.append(':').append(notification.value());
    }
    return line.toString();
  }

  /** Whether an atServer can read the line: some keys that can be stored can't stand in it. */
  public static boolean isReadable(StoredNotification notification, Instant now) {
    try {
      return CommandParser.parse(line(notification, now)) instanceof Notify;
    } catch (ProtocolException e) {
      return false;
    }
  }

  /** The receiver counts its life from the arrival; the least that can be said is one. */
  private static long remainingMillis(StoredNotification notification, Instant now) {
    return Math.max(1, Duration.between(now, notification.expiresAt()).toMillis());
  }

  /** A public key is stored without its recipient, who stands before it in the command. */
  private static String addressed(StoredNotification notification) {
    String recipient = notification.to().text() + ":";
    return notification.key().startsWith(recipient)
        ? notification.key()
        : recipient + notification.key();
  }

  private static void append(StringBuilder line, String name, @Nullable Object value) {
    if (value != null) {
      line.append(':').append(name).append(':').append(value);
    }
  }
}
