package org.noports.tunnel.splice;

import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.util.IdentityHashMap;

/**
 * Direct buffers whose memory goes back to the system when they are freed. The JDK's own wait for
 * the collector, which sees of a megabyte only the small object that stands for it, and comes
 * rarely to a program that allocates little. Works on every system. Thread-safe; the lock guards
 * the map only.
 */
public final class DirectMemory {
  private final IdentityHashMap<ByteBuffer, Arena> arenas = new IdentityHashMap<>();

  /** A buffer that is the caller's until it is freed. */
  @SuppressWarnings("MustBeClosedChecker") // closed by free
  public ByteBuffer allocate(int bytes) {
    Arena arena = Arena.ofShared();
    ByteBuffer buffer = arena.allocate(bytes).asByteBuffer();
    synchronized (arenas) {
      arenas.put(buffer, arena);
    }
    return buffer;
  }

  /** To be called once, when nobody uses the buffer: from then on its every use fails. */
  public void free(ByteBuffer buffer) {
    Arena arena;
    synchronized (arenas) {
      arena = arenas.remove(buffer);
    }
    if (arena == null) {
      throw new IllegalArgumentException("a buffer that is not, or no longer, of this memory");
    }
    arena.close();
  }
}
