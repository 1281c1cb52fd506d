package org.noports.atclient;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.noports.protocol.name.AtKey;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.notification.Operation;

/**
 * A notification as a program gets it: the sender is the owner of the key, the value is decrypted.
 *
 * @param value the plain text, or null when none came (a delete)
 * @param at when the own atServer stored it, by that server's clock
 */
public record ReceivedNotification(
    String id,
    AtSign from,
    AtSign to,
    AtKey key,
    @Nullable String value,
    Operation operation,
    Instant at) {
  /** Without the value, which may be secret. */
  @Override
  public String toString() {
    return "ReceivedNotification[%s from %s, %s]".formatted(id, from, key);
  }
}
