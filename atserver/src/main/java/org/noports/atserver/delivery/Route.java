package org.noports.atserver.delivery;

import org.noports.atserver.peer.PeerAnswer;
import org.noports.protocol.name.AtSign;

/** How notifications get to the atServers of their recipients. Thread-safe; may block. */
@FunctionalInterface
public interface Route {
  /**
   * Carries one notification. A failure is an answer, never an exception.
   *
   * @param line the {@link DeliveryCommand}
   */
  PeerAnswer notify(AtSign caller, AtSign peer, String line);
}
