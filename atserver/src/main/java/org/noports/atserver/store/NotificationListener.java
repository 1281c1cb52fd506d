package org.noports.atserver.store;

import org.noports.protocol.name.AtSign;

/**
 * Told of every notification that was stored, after it is durable, in the order of {@link
 * StoredNotification#at} within a tenant, also of those another process on the same store took in.
 * Called on a thread of the store: it must hand over and return, and never call the store.
 */
@FunctionalInterface
public interface NotificationListener {
  void stored(AtSign tenant, StoredNotification notification);
}
