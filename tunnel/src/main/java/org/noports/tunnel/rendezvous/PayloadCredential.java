package org.noports.tunnel.rendezvous;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * Mode {@code payload}: one signed line, the same for every connection of the side; the relay does
 * not answer (sessions.md 3.5). Immutable.
 */
public final class PayloadCredential implements RelayCredential {
  private final byte[] line;

  /** The line without its line feed. */
  public PayloadCredential(String line) {
    this.line = (line + "\n").getBytes(StandardCharsets.UTF_8);
  }

  /** Writes the line in one segment. A connection just opened always has room for it. */
  @Override
  public void authenticate(SocketChannel relay, Duration limit) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(line);
    while (bytes.hasRemaining()) {
      relay.write(bytes);
    }
  }
}
