package org.noports.tunnel.rendezvous;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;

/**
 * Proves one side of a session to the relay on a connection just opened (sessions.md 3.5). Used for
 * every connection of the side, one at a time or concurrently: implementations are thread-safe.
 */
public interface RelayCredential {
  /** Speaks the authentication; returns when session data may follow. The channel is blocking. */
  void authenticate(SocketChannel relay, Duration limit) throws IOException;

  /**
   * As the other; what the session says first follows the proof, together with it where nothing
   * else would be sent before the relay's word. Only for relays that take it so.
   */
  default void authenticate(SocketChannel relay, Duration limit, byte[] behind) throws IOException {
    authenticate(relay, limit);
    ByteBuffer bytes = ByteBuffer.wrap(behind);
    while (bytes.hasRemaining()) {
      relay.write(bytes);
    }
  }

  /** Whether the relay speaks first, and so may be left waiting for a moment. */
  default boolean isAskedFor() {
    return false;
  }
}
