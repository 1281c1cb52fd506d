package org.noports.atserver.store;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A key with the times that decide whether it is to be seen. */
public record KeyEntry(String key, @Nullable Instant availableAt, @Nullable Instant expiresAt) {

  /** Whether the key is born and not expired. */
  public boolean aliveAt(Instant now) {
    return (availableAt == null || !now.isBefore(availableAt))
        && (expiresAt == null || now.isBefore(expiresAt));
  }
}
