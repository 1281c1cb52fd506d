package org.noports.tunnel.rendezvous;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.noports.protocol.tunnel.ControlLine;

/**
 * The control channel as one end of the session sees it (sessions.md 4.3, 8.3). Any thread writes;
 * one reads. Closing it tells the peer where it can be told.
 */
interface ControlChannel extends Closeable {
  void write(ControlLine line) throws IOException;

  /**
   * Waits for the lines that come with one read; null when the peer has ended the channel.
   *
   * @throws org.noports.protocol.ProtocolException when what came is not of a session
   */
  @Nullable List<ControlLine> read() throws IOException;

  /** Closes without a word: what came is not the peer's. */
  void reset();

  @Override
  void close();
}
