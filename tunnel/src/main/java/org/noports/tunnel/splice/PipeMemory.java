package org.noports.tunnel.splice;

/** The memory that pipes share with the buffers of the pump. Thread-safe. */
public interface PipeMemory {
  /** False when there is no room for so many bytes. */
  boolean take(int bytes);

  void giveBack(int bytes);
}
