package org.noports.bench;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;

/**
 * What a network of namespaces needs of Linux and Java has no class for: TUN devices, and threads
 * that live in another namespace. Stateless; {@link #read} waits and is for platform threads.
 */
@SuppressWarnings("restricted")
final class LinuxCalls {
  private static final int O_RDWR = 2;
  private static final long TUNSETIFF = 0x400454caL;
  private static final short IFF_TUN_NO_PI = 0x1001;
  private static final int IFREQ_SIZE = 40;
  private static final int IFREQ_FLAGS = 16;
  private static final int CLONE_NEWNET = 0x40000000;
  private static final short POLLIN = 1;
  private static final Path TUN = Path.of("/dev/net/tun");

  private static final MethodHandle OPEN =
      call(
          "open",
          FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT),
          Linker.Option.firstVariadicArg(2));
  private static final MethodHandle IOCTL =
      call(
          "ioctl",
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS),
          Linker.Option.firstVariadicArg(2));
  private static final MethodHandle READ =
      call("read", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
  private static final MethodHandle WRITE =
      call("write", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
  private static final MethodHandle POLL =
      call("poll", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
  private static final MethodHandle CLOSE =
      call("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
  private static final MethodHandle SETNS =
      call("setns", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));

  private interface NativeCall {
    long call() throws Throwable;
  }

  private LinuxCalls() {}

  private static MethodHandle call(String name, FunctionDescriptor type, Linker.Option... options) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), type, options);
  }

  private static long invoke(NativeCall call) {
    try {
      return call.call();
    } catch (Throwable e) { // invokeExact declares it
      throw new IllegalStateException("a native call failed", e);
    }
  }

  /** A new TUN device of that name in this namespace; its descriptor. */
  static int tun(String name) {
    int fd = open(TUN);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment request = arena.allocate(IFREQ_SIZE);
      request.setString(0, name);
      request.set(ValueLayout.JAVA_SHORT, IFREQ_FLAGS, IFF_TUN_NO_PI);
      if (invoke(() -> (int) IOCTL.invokeExact(fd, TUNSETIFF, request)) < 0) {
        close(fd);
        throw new BenchException("this machine gives no TUN device: be root, with " + TUN);
      }
    }
    return fd;
  }

  /** Moves the calling platform thread, with all sockets it will make, into a namespace. */
  static void enter(String namespace) {
    int fd = open(Path.of("/var/run/netns", namespace));
    long result = invoke(() -> (int) SETNS.invokeExact(fd, CLONE_NEWNET));
    close(fd);
    if (result < 0) {
      throw new BenchException("a thread can't enter the network namespace " + namespace);
    }
  }

  private static int open(Path path) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment name = arena.allocateFrom(path.toString());
      int fd = (int) invoke(() -> (int) OPEN.invokeExact(name, O_RDWR));
      int readOnly = fd >= 0 ? fd : (int) invoke(() -> (int) OPEN.invokeExact(name, 0));
      if (readOnly < 0) {
        throw new BenchException(path + " can't be opened: be root");
      }
      return readOnly;
    }
  }

  /** The length of the next packet, 0 when none came in time. */
  static int read(int fd, MemorySegment packet, int millis) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment wanted = arena.allocate(8);
      wanted.set(ValueLayout.JAVA_INT, 0, fd);
      wanted.set(ValueLayout.JAVA_SHORT, 4, POLLIN);
      if (invoke(() -> (int) POLL.invokeExact(wanted, 1L, millis)) <= 0) {
        return 0;
      }
    }
    return (int) Math.max(0, invoke(() -> (long) READ.invokeExact(fd, packet, packet.byteSize())));
  }

  /** A packet that finds no room is lost, as on any network. */
  static void write(int fd, MemorySegment packet, int length) {
    long written = invoke(() -> (long) WRITE.invokeExact(fd, packet, (long) length));
    if (written != length) {
      System.err.println("bench: a packet was lost");
    }
  }

  static void close(int fd) {
    long ignored = invoke(() -> (int) CLOSE.invokeExact(fd));
  }
}
