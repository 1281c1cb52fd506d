package org.noports.atserver.tenant;

import java.util.Locale;
import java.util.Objects;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.notification.MessageType;
import org.noports.protocol.verb.Notify;

/** The full key of a notification as monitors show it (atprotocol.md 3.6.1). */
public final class NotifiedKey {
  private static final String PUBLIC = "public:";

  private NotifiedKey() {}

  /**
   * {@code @bob:k.ns@alice}, {@code public:k@alice} or {@code @bob:<text>}.
   *
   * @param sender whose key it is when the command names no owner
   */
  public static String of(Notify command, AtSign sender) {
    String scope = Objects.requireNonNull(command.recipient()) + ":";
    if (command.messageTypeOrDefault() == MessageType.TEXT) {
      return scope + command.key();
    }
    String key = command.key().toLowerCase(Locale.ROOT);
    String owned = key + Objects.requireNonNullElse(command.owner(), sender);
    return key.startsWith(PUBLIC) ? owned : scope + owned;
  }
}
