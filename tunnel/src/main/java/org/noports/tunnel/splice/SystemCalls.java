package org.noports.tunnel.splice;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * Linux's calls as methods: a result below zero is an error number, negated. None of them waits but
 * {@link #await}. One thread uses an object, which holds the place the error number is left in;
 * {@link #signal} is for all.
 */
@SuppressWarnings("restricted") // what this package is for
final class SystemCalls implements AutoCloseable {
  static final int F_DUPFD_CLOEXEC = 1030;
  static final int EINTR = 4;
  static final int EAGAIN = 11;
  static final int ENOMEM = 12;
  static final int EINVAL = 22;

  static final int READABLE = 1;
  static final int WRITABLE = 4;

  private static final int O_NONBLOCK = 0x800;
  private static final int O_CLOEXEC = 0x80000;
  private static final int F_GETFL = 3;
  private static final int F_SETPIPE_SZ = 1031;
  private static final int F_GETPIPE_SZ = 1032;
  private static final int SPLICE_MOVE_NONBLOCK = 3;
  private static final int SOL_SOCKET = 1;
  private static final int SO_SNDBUF = 7;
  private static final int IPPROTO_TCP = 6;
  private static final int TCP_INFO = 11;

  /** Of {@code struct tcp_info}, up to and with the member that is read. */
  private static final int TCP_INFO_SIZE = 152;

  private static final long TCP_INFO_MIN_RTT = 148;
  private static final int EDGE = 1 << 31;
  private static final int CTL_ADD = 1;
  private static final int CTL_DEL = 2;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final Linker.Option ERROR = Linker.Option.captureCallState("errno");
  private static final VarHandle ERRNO =
      Linker.Option.captureStateLayout().varHandle(PathElement.groupElement("errno"));
  private static final MethodHandle SPLICE =
      call("splice", of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
  private static final MethodHandle PIPE2 = call("pipe2", of(JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle FCNTL =
      call(
          "fcntl",
          of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT),
          ERROR,
          Linker.Option.firstVariadicArg(2));
  private static final MethodHandle SETSOCKOPT =
      call("setsockopt", of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle GETSOCKOPT =
      call("getsockopt", of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS));
  private static final MethodHandle CLOSE = call("close", of(JAVA_INT, JAVA_INT));
  private static final MethodHandle READ =
      call("read", of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
  private static final MethodHandle EVENTFD = call("eventfd", of(JAVA_INT, JAVA_INT, JAVA_INT));
  private static final MethodHandle EVENTFD_WRITE =
      LINKER.downcallHandle(
          LINKER.defaultLookup().findOrThrow("eventfd_write"), of(JAVA_INT, JAVA_INT, JAVA_LONG));
  private static final MethodHandle EPOLL_CREATE = call("epoll_create1", of(JAVA_INT, JAVA_INT));
  private static final MethodHandle EPOLL_CTL =
      call("epoll_ctl", of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS));
  private static final MethodHandle EPOLL_WAIT =
      call("epoll_wait", of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT));

  /** An epoll_event is packed on x86-64 and nowhere else. */
  private static final boolean PACKED = System.getProperty("os.arch", "").equals("amd64");

  private static final int EVENT_SIZE = PACKED ? 12 : 16;
  private static final int EVENT_DATA = PACKED ? 4 : 8;
  private static final int MOST_EVENTS = 256;

  private final Arena arena = Arena.ofShared();
  private final MemorySegment error = arena.allocate(Linker.Option.captureStateLayout());
  private final MemorySegment scratch = arena.allocate(16, 8);
  private final MemorySegment tcpInfo = arena.allocate(TCP_INFO_SIZE, 8);
  private final MemorySegment events = arena.allocate((long) EVENT_SIZE * MOST_EVENTS, 8);

  SystemCalls() {}

  private static FunctionDescriptor of(MemoryLayout result, MemoryLayout... arguments) {
    return FunctionDescriptor.of(result, arguments);
  }

  private static MethodHandle call(String name, FunctionDescriptor type) {
    return call(name, type, ERROR);
  }

  private static MethodHandle call(String name, FunctionDescriptor type, Linker.Option... options) {
    return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), type, options);
  }

  private int errno() {
    return (int) ERRNO.get(error, 0L);
  }

  private long result(NativeCall call) {
    long value = NativeCall.invoke(call);
    return value < 0 ? -errno() : value;
  }

  /** Moves at most so many bytes; one of the two is a pipe. */
  long splice(int from, int to, long most) {
    return result(() ->
        (long)
            SPLICE.invokeExact(
                error,
                from,
                MemorySegment.NULL,
                to,
                MemorySegment.NULL,
                most,
                SPLICE_MOVE_NONBLOCK));
  }

  /** The two ends of a new pipe, or null. */
  int @Nullable [] pipe() {
    long result = result(() -> (int) PIPE2.invokeExact(error, scratch, O_NONBLOCK | O_CLOEXEC));
    return result < 0
        ? null
        : new int[] {scratch.getAtIndex(JAVA_INT, 0), scratch.getAtIndex(JAVA_INT, 1)};
  }

  /** Asks for so much room in a pipe; how much there is, which may be less. */
  int resizePipe(int pipe, int wanted) {
    int given = control(pipe, F_SETPIPE_SZ, wanted);
    return given < 0 ? control(pipe, F_GETPIPE_SZ, 0) : given;
  }

  /** A second descriptor of the same open socket. */
  int duplicate(int descriptor) {
    return control(descriptor, F_DUPFD_CLOEXEC, 0);
  }

  boolean isNonBlocking(int descriptor) {
    int flags = control(descriptor, F_GETFL, 0);
    return flags >= 0 && (flags & O_NONBLOCK) != 0;
  }

  /** The shortest round trip a connection has seen; below zero when it has seen none. */
  int leastRoundTripMicros(int socket) {
    scratch.set(JAVA_INT, 0, TCP_INFO_SIZE);
    long got =
        result(() ->
            (int) GETSOCKOPT.invokeExact(error, socket, IPPROTO_TCP, TCP_INFO, tcpInfo, scratch));
    boolean told = got == 0 && scratch.get(JAVA_INT, 0) >= TCP_INFO_SIZE;
    return told ? tcpInfo.get(JAVA_INT, TCP_INFO_MIN_RTT) : -1;
  }

  /** A socket counts as full when it holds about so many bytes. */
  void limitSendBuffer(int socket, int bytes) {
    scratch.set(JAVA_INT, 0, bytes);
    // A system that refuses buffers more, which does no harm.
    NativeCall.invoke(() ->
        (int) SETSOCKOPT.invokeExact(error, socket, SOL_SOCKET, SO_SNDBUF, scratch, Integer.BYTES));
  }

  private int control(int descriptor, int command, int argument) {
    return (int) result(() -> (int) FCNTL.invokeExact(error, descriptor, command, argument));
  }

  void close(int descriptor) {
    NativeCall.invoke(() -> (int) CLOSE.invokeExact(error, descriptor));
  }

  int eventDescriptor() {
    return (int) result(() -> (int) EVENTFD.invokeExact(error, 0, O_NONBLOCK | O_CLOEXEC));
  }

  /** Makes an event descriptor readable. */
  static void signal(int eventDescriptor) {
    NativeCall.invoke(() -> (int) EVENTFD_WRITE.invokeExact(eventDescriptor, 1L));
  }

  /** Makes an event descriptor unreadable. */
  void clear(int eventDescriptor) {
    NativeCall.invoke(() -> (long) READ.invokeExact(error, eventDescriptor, scratch, 8L));
  }

  int pollSet() {
    return (int) result(() -> (int) EPOLL_CREATE.invokeExact(error, O_CLOEXEC));
  }

  /** Reports the descriptor as {@code name} whenever it is ready for that, or broken. */
  int watch(int pollSet, int descriptor, int interest, int name) {
    return watch(pollSet, CTL_ADD, descriptor, interest, name);
  }

  /**
   * Reports the descriptor whenever it has become ready for that since the last time, or broken.
   */
  int watchChanges(int pollSet, int descriptor, int interest, int name) {
    return watch(pollSet, CTL_ADD, descriptor, interest | EDGE, name);
  }

  /** To be called before the descriptor is closed: a duplicate would keep it in the set. */
  void unwatch(int pollSet, int descriptor) {
    watch(pollSet, CTL_DEL, descriptor, 0, 0);
  }

  private int watch(int pollSet, int operation, int descriptor, int interest, int name) {
    scratch.set(JAVA_INT, 0, interest);
    scratch.set(JAVA_INT, EVENT_DATA, name);
    return (int)
        result(() -> (int) EPOLL_CTL.invokeExact(error, pollSet, operation, descriptor, scratch));
  }

  /** Waits until something watched is ready; how many are. Below zero: without limit. */
  int await(int pollSet, int millis) {
    return (int)
        result(() -> (int) EPOLL_WAIT.invokeExact(error, pollSet, events, MOST_EVENTS, millis));
  }

  /** The name of the n-th that was ready. */
  int ready(int n) {
    return events.get(JAVA_INT, (long) n * EVENT_SIZE + EVENT_DATA);
  }

  @Override
  public void close() {
    arena.close();
  }
}
