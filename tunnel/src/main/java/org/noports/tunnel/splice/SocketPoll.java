package org.noports.tunnel.splice;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * Asks Linux about a socket without reading or writing it ({@code poll(2)}). The JDK has no such
 * question: it learns of a peer's end only by reading up to it, and a blocking write cannot give
 * up.
 *
 * <p>The number of a socket that is closed meanwhile may be another's: an answer about that one
 * does no harm, because whoever asked finds the own channel closed. Thread-safe.
 */
@SuppressWarnings("restricted") // what this package is for
public final class SocketPoll {
  private static final int READABLE = 0x1;
  private static final int WRITABLE = 0x4;
  private static final int FAILED = 0x8;
  private static final int HUNG_UP = 0x10;
  private static final int PEER_HUNG_UP = 0x2000;

  private static final long INTEREST_OFFSET = 4;
  private static final long FOUND_OFFSET = 6;
  private static final long ENTRY_SIZE = 8;

  private final SocketDescriptors descriptors;

  private SocketPoll(SocketDescriptors descriptors) {
    this.descriptors = descriptors;
  }

  /** Looked up with the first question: it takes longer than many a program's whole start. */
  private static final class Native {
    static final MethodHandle POLL =
        Linker.nativeLinker()
            .downcallHandle(
                Linker.nativeLinker().defaultLookup().findOrThrow("poll"),
                FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
  }

  /** Null where splicing is not to be had either. */
  public static @Nullable SocketPoll open() {
    SocketDescriptors descriptors = Splicer.isPossible() ? SocketDescriptors.find() : null;
    return descriptors == null ? null : new SocketPoll(descriptors);
  }

  /** Whether the peer has closed, reset, or vanished, however much of it is still unread. */
  public boolean hasHungUp(SocketChannel socket) {
    return (ask(socket, PEER_HUNG_UP, 0) & (PEER_HUNG_UP | HUNG_UP | FAILED)) != 0;
  }

  /**
   * Waits on the calling thread, a platform one, until the socket gives bytes or would say why not;
   * false when it did not in time.
   */
  public boolean awaitReadable(SocketChannel socket, int millis) {
    return ask(socket, READABLE, millis) != 0;
  }

  /**
   * Waits on the calling thread, a platform one, until the socket takes bytes or would say why not;
   * false when it did not in time.
   */
  public boolean awaitWritable(SocketChannel socket, int millis) {
    return ask(socket, WRITABLE, millis) != 0;
  }

  /** What is so: of what was asked for, and of what is always told. A closed one has hung up. */
  private int ask(SocketChannel socket, int interest, int millis) {
    int descriptor = descriptors.number(socket);
    if (descriptor == SocketDescriptors.NONE) {
      return HUNG_UP;
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment entry = arena.allocate(ENTRY_SIZE, Integer.BYTES);
      entry.set(JAVA_INT, 0, descriptor);
      entry.set(JAVA_SHORT, INTEREST_OFFSET, (short) interest);
      long ready = NativeCall.invoke(() -> (int) Native.POLL.invokeExact(entry, 1L, millis));
      return ready > 0 ? Short.toUnsignedInt(entry.get(JAVA_SHORT, FOUND_OFFSET)) : 0;
    }
  }
}
