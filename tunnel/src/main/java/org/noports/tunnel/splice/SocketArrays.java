package org.noports.tunnel.splice;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.SocketChannel;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Reads one socket and writes another from and to arrays, straight from and to the kernel: the JDK
 * copies every array through a direct buffer. No call waits. While one runs the collector waits for
 * it, so callers keep to a few hundred kilobytes, which take some tens of microseconds.
 *
 * <p>Works on duplicates of the descriptors (see {@link SocketDescriptors}), and only as long as
 * the channels are open; the connections last until this is closed as well. One thread opens, uses
 * and closes it.
 */
@SuppressWarnings("restricted") // what this package is for
public final class SocketArrays implements AutoCloseable {
  private static final int MSG_DONTWAIT = 0x40;
  private static final int MSG_NOSIGNAL = 0x4000;

  private static final AtomicBoolean PREPARING = new AtomicBoolean();
  private static volatile boolean prepared;

  private final SocketChannel source;
  private final SocketChannel target;
  private final Arena arena = Arena.ofConfined();
  private final MemorySegment error = arena.allocate(Native.STATE);
  private int from;
  private int to;

  private SocketArrays(SocketDescriptors descriptors, SocketChannel source, SocketChannel target) {
    this.source = source;
    this.target = target;
    from = descriptors.duplicate(source, SocketArrays::duplicate, SocketArrays::close);
    to = descriptors.duplicate(target, SocketArrays::duplicate, SocketArrays::close);
  }

  /** Fewer than {@link SystemCalls} has: looking up even these takes a tenth of a cold second. */
  private static final class Native {
    private static final Linker LINKER = Linker.nativeLinker();
    private static final Linker.Option ERROR = Linker.Option.captureCallState("errno");
    static final MemoryLayout STATE = Linker.Option.captureStateLayout();
    static final VarHandle ERRNO = STATE.varHandle(PathElement.groupElement("errno"));
    private static final FunctionDescriptor TRANSFER =
        FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
    static final MethodHandle RECEIVE = call("recv", TRANSFER, ERROR, Linker.Option.critical(true));
    static final MethodHandle SEND = call("send", TRANSFER, ERROR, Linker.Option.critical(true));
    static final MethodHandle FCNTL =
        call(
            "fcntl",
            FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT),
            Linker.Option.firstVariadicArg(2));
    static final MethodHandle CLOSE = call("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));

    private static MethodHandle call(
        String name, FunctionDescriptor type, Linker.Option... options) {
      return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), type, options);
    }
  }

  private static final class Access {
    static final @Nullable SocketDescriptors DESCRIPTORS =
        Splicer.isPossible() ? SocketDescriptors.find() : null;
  }

  /** Looks up what is needed, on the calling thread: one on which nobody waits. */
  public static void prepare() {
    if (Access.DESCRIPTORS != null && !PREPARING.getAndSet(true)) {
      prepared = Native.STATE.byteSize() > 0;
    }
  }

  public static boolean isPrepared() {
    return prepared;
  }

  /**
   * Null when a channel is closed, where this is not to be had, and as long as it is being prepared
   * in the background, which the first call begins.
   */
  public static @Nullable SocketArrays open(SocketChannel source, SocketChannel target) {
    SocketDescriptors descriptors = Access.DESCRIPTORS;
    if (descriptors == null) {
      return null;
    }
    if (!prepared) {
      if (!PREPARING.get()) {
        Thread.ofPlatform().daemon().name("socket arrays").start(SocketArrays::prepare);
      }
      return null;
    }
    SocketArrays opened = new SocketArrays(descriptors, source, target);
    if (opened.from >= 0 && opened.to >= 0) {
      return opened;
    }
    opened.close();
    return null;
  }

  /**
   * Reads what waits, at most so many bytes.
   *
   * @return 0: nothing waits; below 0: the end of stream
   */
  public int receive(byte[] into, int offset, int most) throws IOException {
    requireOpen();
    MemorySegment room = MemorySegment.ofArray(into).asSlice(offset, most);
    long got;
    do {
      got =
          NativeCall.invoke(() ->
              (long) Native.RECEIVE.invokeExact(error, from, room, (long) most, MSG_DONTWAIT));
    } while (got < 0 && errno() == SystemCalls.EINTR);
    if (got == 0 && most > 0) {
      return -1;
    }
    return transferred(got, "reading");
  }

  /** Writes what there is room for, at most so many bytes; 0: there is none. */
  public int send(byte[] bytes, int offset, int length) throws IOException {
    requireOpen();
    MemorySegment content = MemorySegment.ofArray(bytes).asSlice(offset, length);
    long sent;
    do {
      sent =
          NativeCall.invoke(() ->
              (long)
                  Native.SEND.invokeExact(
                      error, to, content, (long) length, MSG_DONTWAIT | MSG_NOSIGNAL));
    } while (sent < 0 && errno() == SystemCalls.EINTR);
    return transferred(sent, "writing");
  }

  private int transferred(long result, String what) throws IOException {
    if (result >= 0) {
      return (int) result;
    }
    int errno = errno();
    if (errno == SystemCalls.EAGAIN) {
      return 0;
    }
    requireOpen();
    throw new IOException("a connection failed while " + what + ": error " + errno);
  }

  private int errno() {
    return (int) Native.ERRNO.get(error, 0L);
  }

  private void requireOpen() throws AsynchronousCloseException {
    if (!source.isOpen() || !target.isOpen()) {
      throw new AsynchronousCloseException();
    }
  }

  private static int duplicate(int descriptor) {
    return (int)
        NativeCall.invoke(
            () -> (int) Native.FCNTL.invokeExact(descriptor, SystemCalls.F_DUPFD_CLOEXEC, 0));
  }

  private static void close(int descriptor) {
    NativeCall.invoke(() -> (int) Native.CLOSE.invokeExact(descriptor));
  }

  @Override
  public void close() {
    if (from >= 0) {
      close(from);
    }
    if (to >= 0) {
      close(to);
    }
    from = SocketDescriptors.NONE;
    to = SocketDescriptors.NONE;
    arena.close();
  }
}
