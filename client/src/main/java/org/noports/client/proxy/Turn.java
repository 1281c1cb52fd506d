package org.noports.client.proxy;

import org.noports.protocol.session.ServiceAddress;

/** Where a handshake stands after a byte. */
public sealed interface Turn {
  /** The one value of {@link More}. */
  Turn MORE = new More();

  /** Another byte is needed. */
  record More() implements Turn {}

  /** These bytes go to the peer, then another byte is needed. */
  @SuppressWarnings("ArrayRecordComponent") // written once, compared by nobody
  record Say(byte[] bytes) implements Turn {}

  /** The peer wants this; what it hears next is whether it gets it. */
  record Wants(ServiceAddress target) implements Turn {}

  /**
   * The peer wants to send datagrams, to many services perhaps; what it hears next is where to.
   *
   * @param port the one it will send from; 0 when it does not know yet
   */
  record Associates(int port) implements Turn {}

  /** The peer gets nothing: it hears why, and the connection ends. */
  record Stop(Refusal refusal) implements Turn {}
}
