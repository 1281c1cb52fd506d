package org.noports.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;

/** Loopback ports: finding a free one, waiting for a listener. */
final class Ports {
  private static final Duration LISTEN_LIMIT = Duration.ofSeconds(20);
  private static final Duration POLL = Duration.ofMillis(20);

  private Ports() {}

  static int free() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new BenchException("no free port on the loopback address", e);
    }
  }

  /**
   * The first of so many free ports in a row, from {@code from} on and below {@code end}. Each is
   * tried on all addresses, as servers bind them.
   */
  static int freeRow(int from, int end, int count) {
    int first = from;
    for (int port = from; port < end; port++) {
      if (!isFree(port)) {
        first = port + 1;
      } else if (port - first + 1 == count) {
        return first;
      }
    }
    throw new BenchException(
        "no " + count + " free ports in a row from " + from + " to " + (end - 1));
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port)) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }

  static void awaitListening(int port, Process owner) {
    long deadline = System.nanoTime() + LISTEN_LIMIT.toNanos();
    while (!isListening(port)) {
      if (!owner.isAlive() || System.nanoTime() > deadline) {
        throw new BenchException("nothing listens on port " + port);
      }
      LockSupport.parkNanos(POLL.toNanos());
    }
  }

  /** As {@link #awaitListening}, without connecting: a forwarder would pass that on. */
  static void awaitBound(int port, Process owner) {
    String line = String.format(Locale.ROOT, ":%04X 00000000:0000 0A ", port);
    long deadline = System.nanoTime() + LISTEN_LIMIT.toNanos();
    try {
      while (!Files.readString(Path.of("/proc/net/tcp")).contains(line)) {
        if (!owner.isAlive() || System.nanoTime() > deadline) {
          throw new BenchException("nothing listens on port " + port);
        }
        LockSupport.parkNanos(POLL.toNanos());
      }
    } catch (IOException e) {
      throw new BenchException("Linux's /proc is needed", e);
    }
  }

  private static boolean isListening(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 200);
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
