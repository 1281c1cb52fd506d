package org.noports.client.proxy;

import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * One peer's side of the conversation before bytes flow, fed byte by byte so that not one byte of
 * what follows is taken. The first byte tells the protocol. Bounded: no handshake is longer than
 * {@link #MOST_BYTES}. For one thread and one connection.
 */
public sealed interface Handshake permits Socks5, Socks4, HttpConnect {
  /** More than that no handshake has: it is an HTTP request with generous headers. */
  int MOST_BYTES = 8 * 1024;

  /** Empty when no protocol known here begins so. */
  static Optional<Handshake> beginningWith(int first) {
    return switch (first) {
      case 4 -> Optional.of(new Socks4());
      case 5 -> Optional.of(new Socks5());
      default ->
          first >= 'A' && first <= 'Z' ? Optional.of(new HttpConnect(first)) : Optional.empty();
    };
  }

  /** Takes the next byte (0 to 255), the one that told the protocol not included. */
  Turn feed(int next);

  /** What the peer hears when it is connected. */
  byte[] granted();

  /** What the peer hears that may send datagrams to an address. */
  default byte[] associated(InetSocketAddress address) {
    throw new IllegalStateException(protocol() + " has no datagrams");
  }

  /** What the peer hears when it is not. */
  byte[] refused(Refusal refusal);

  /** The name of the protocol, for people. */
  String protocol();
}
