package org.noports.atserver.store;

import org.jspecify.annotations.Nullable;

/**
 * What became of a notification between two tenants of one store.
 *
 * @param sent as its sender has it: {@link NotificationStatus#DELIVERED}, or {@link
 *     NotificationStatus#QUEUED} behind others
 * @param received as its recipient has it; null when it was known there, or is queued
 */
public record HandedOver(StoredNotification sent, @Nullable StoredNotification received) {
  /** Whether the recipient has it, from now on or since before. */
  public boolean delivered() {
    return sent.status() == NotificationStatus.DELIVERED;
  }
}
