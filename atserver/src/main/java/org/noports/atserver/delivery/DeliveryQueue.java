package org.noports.atserver.delivery;

import java.time.InstantSource;
import java.util.random.RandomGenerator;
import org.noports.atserver.peer.PeerConnections;
import org.noports.atserver.store.Store;
import org.noports.protocol.name.AtSign;

/** Carries queued notifications to their recipients. */
public final class DeliveryQueue implements AutoCloseable {
  private DeliveryQueue() {}

  /** Starts with whatever the store has queued. */
  public static DeliveryQueue start(
      Store store,
      PeerConnections peers,
      DeliverySettings settings,
      RandomGenerator random,
      InstantSource clock) {
    throw new UnsupportedOperationException("not built yet " + store + settings + random + clock);
  }

  /** Something was queued for that recipient; call it after the store has it. Never blocks. */
  public void wake(AtSign tenant, AtSign recipient) {
    throw new UnsupportedOperationException("not built yet " + tenant + recipient);
  }

  @Override
  public void close() {}
}
