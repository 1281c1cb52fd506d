package org.noports.tunnel.pump;

/**
 * The buffers and fast threads that all joined sockets of one program share. A program makes one
 * and gives it to every session. Thread-safe.
 */
public final class Pump implements AutoCloseable {
  public Pump(PumpLimits limits) {
    throw new UnsupportedOperationException("not built yet: " + limits);
  }

  /**
   * Ends idle fast threads and drops the buffers kept; joined sockets are their owners' to close.
   */
  @Override
  public void close() {
    throw new UnsupportedOperationException("not built yet");
  }
}
