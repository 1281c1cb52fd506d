package org.noports.tunnel.rendezvous;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.noports.tunnel.pump.Sockets;

/** Opens connections of one side to the relay and authenticates them. Thread-safe. */
final class RelayDialer {
  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(10);
  private static final Duration AUTHENTICATE_LIMIT = Duration.ofSeconds(10);

  private final RelayAddress address;
  private final @Nullable RelayCredential credential;
  private final Lifetime lifetime;

  RelayDialer(RelayAddress address, @Nullable RelayCredential credential, Lifetime lifetime) {
    this.address = address;
    this.credential = credential;
    this.lifetime = lifetime;
  }

  /** A connection on which session data may follow; the lifetime owns it. */
  SocketChannel dial() throws IOException {
    SocketChannel relay = connect();
    authenticate(relay);
    return relay;
  }

  /** A connection that is still to be authenticated; the lifetime owns it. */
  SocketChannel connect() throws IOException {
    return Dialing.connect(
        InetAddress.getAllByName(address.host()), address.port(), CONNECT_LIMIT, lifetime);
  }

  /** Afterwards session data may follow; closes the connection when that fails. */
  void authenticate(SocketChannel relay) throws IOException {
    authenticate(relay, new byte[0]);
  }

  /** The same, with the first of the session's data behind the proof. */
  void authenticate(SocketChannel relay, byte[] behind) throws IOException {
    boolean ready = false;
    try {
      Sockets.watch(relay);
      if (credential != null) {
        credential.authenticate(relay, AUTHENTICATE_LIMIT, behind);
      }
      ready = true;
    } finally {
      if (!ready) {
        giveUp(relay);
      }
    }
  }

  void giveUp(SocketChannel relay) {
    Sockets.close(relay);
    lifetime.disown(relay);
  }
}
