package org.noports.atserver.tenant;

import java.util.Objects;
import org.noports.protocol.metadata.Metadata;
import org.noports.protocol.notification.MessageType;
import org.noports.protocol.verb.Notify;

/** The metadata of a notification as it is kept (atprotocol.md 3.6.1). */
public final class NotifiedMetadata {
  private NotifiedMetadata() {}

  /** Keys shared with somebody are encrypted unless said otherwise, texts only when said. */
  public static Metadata of(Notify command, String key) {
    Metadata given = withTimes(command.metadata());
    if (given.isEncrypted() != null) {
      return given;
    }
    boolean encrypted =
        command.messageTypeOrDefault() == MessageType.KEY && !key.startsWith("public:");
    return given.toBuilder().isEncrypted(encrypted).build();
  }

  /** A life and a birth that are not named are sent as 0. */
  private static Metadata withTimes(Metadata given) {
    return given.toBuilder()
        .ttl(Objects.requireNonNullElse(given.ttl(), 0L))
        .ttb(Objects.requireNonNullElse(given.ttb(), 0L))
        .build();
  }
}
