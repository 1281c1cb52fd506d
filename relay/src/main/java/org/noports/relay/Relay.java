package org.noports.relay;

import org.noports.atclient.AtClient;

/** A running relay: subscribed to port requests, serving sessions until closed. */
public final class Relay implements AutoCloseable {
  private Relay() {}

  /** Subscribes and serves; RelayException when it can't. The client stays the caller's. */
  public static Relay start(RelayConfig config, AtClient client) {
    throw new UnsupportedOperationException("not built yet: " + config + client.atSign());
  }

  /** Sessions live now. */
  public int sessions() {
    throw new UnsupportedOperationException("not built yet");
  }

  /** Ends the subscription and every session. Idempotent, bounded. */
  @Override
  public void close() {
    throw new UnsupportedOperationException("not built yet");
  }
}
