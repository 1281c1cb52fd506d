package org.noports.client;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import org.noports.tunnel.pump.Sockets;

/**
 * Lets local connections in, whatever becomes of the sessions behind it: each is served on a thread
 * of its own, and no more than a number at a time; further ones wait in the system's queue.
 *
 * <p>Threads, all virtual: one a listening socket, one a connection. Thread-safe. Closing it closes
 * the port; connections already let in are their visitor's.
 */
final class LocalDoor implements Entrance.Door {
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);
  private static final Logger LOG = System.getLogger(LocalDoor.class.getName());

  /** Serves one connection and closes it; runs as long as that takes. */
  @FunctionalInterface
  interface Visitor {
    void serve(SocketChannel local) throws InterruptedException;
  }

  private final LocalPort<ServerSocketChannel> port;
  private final Semaphore free;
  private final Visitor visitor;

  /** Filled before the door is given away. */
  private final List<Thread> accepting = new ArrayList<>();

  private LocalDoor(LocalPort<ServerSocketChannel> port, int most, Visitor visitor) {
    this.port = port;
    this.free = new Semaphore(most);
    this.visitor = visitor;
  }

  static LocalDoor open(LocalPort<ServerSocketChannel> port, int most, Visitor visitor) {
    LocalDoor door = new LocalDoor(port, most, visitor);
    for (ServerSocketChannel channel : port.channels()) {
      door.accepting.add(
          Thread.ofVirtual()
              .name("port " + port.port() + " accept")
              .start(() -> door.accept(channel)));
    }
    return door;
  }

  private void accept(ServerSocketChannel channel) {
    while (channel.isOpen()) {
      free.acquireUninterruptibly();
      boolean served = false;
      try {
        SocketChannel local = channel.accept();
        Thread.ofVirtual().name("port " + port.port() + " connection").start(() -> serve(local));
        served = true;
      } catch (ClosedChannelException e) {
        return;
      } catch (IOException e) {
        // Out of descriptors, or the peer gave up while it waited.
        LOG.log(Level.WARNING, "accepting a local connection failed: {0}", e.toString());
        pauseAfterFailure();
      } finally {
        if (!served) {
          free.release();
        }
      }
    }
  }

  /** Without it a lack of descriptors would keep a processor busy. */
  private static void pauseAfterFailure() {
    LockSupport.parkNanos(50_000_000);
  }

  private void serve(SocketChannel local) {
    try {
      visitor.serve(local);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      Sockets.close(local);
      free.release();
    }
  }

  @Override
  public void close() {
    port.close();
    // Whoever waits for a free place comes back to find the port closed.
    free.release(port.channels().size());
    // The system keeps the port until nobody accepts on it any more.
    try {
      for (Thread one : accepting) {
        one.join(CLOSE_LIMIT);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
