package org.noports.tunnel.rendezvous;

import org.noports.protocol.tunnel.AeadStreamException;

/** How a session ends whose authenticated control channel is not what the peer sent. Stateless. */
final class ControlEnd {
  private ControlEnd() {}

  static void broken(Lifetime lifetime, AeadStreamException e) {
    switch (e.problem()) {
      case TRUNCATED ->
          lifetime.end(
              EndReason.RELAY_LOST,
              "the control connection was cut: the relay or the peer is gone");
      case SHIFTED, FORGED, MALFORMED ->
          lifetime.end(
              EndReason.PROTOCOL_BROKEN, "the control channel was altered: " + e.getMessage());
    }
  }
}
