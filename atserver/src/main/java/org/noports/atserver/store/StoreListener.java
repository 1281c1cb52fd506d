package org.noports.atserver.store;

import org.noports.protocol.name.AtSign;

/**
 * Told what happens in the store, also through other processes on the same storage. Called on
 * threads of the store: it must hand over and return, and never call the store.
 */
@FunctionalInterface
public interface StoreListener {
  /**
   * A notification is durable. Called in the order of {@link StoredNotification#at} within a
   * tenant; those that leave are told to the process that took them in alone.
   */
  void stored(AtSign tenant, StoredNotification notification);

  /** Whether {@link #stored} is wanted for what other processes take in for that tenant. */
  default boolean wants(AtSign tenant) {
    return true;
  }

  /** Another process queued something that this one alone may deliver. */
  default void queued(PendingDelivery pair) {}

  /** Another process died, or may have: what it had to deliver is to be taken over. */
  default void deliveriesLost() {}

  /** Another process changed a record of one of the kinds the store was opened to announce. */
  default void changed(AtSign tenant, String key) {}

  /** Another process wrote to the commit log of that tenant. */
  default void logged(AtSign tenant, CommitOp last) {}

  /** Another process added or removed tenants, or may have. */
  default void tenantsChanged() {}
}
