package org.noports.client;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.noports.atclient.AtClientException;
import org.noports.protocol.tunnel.DatagramReader;
import org.noports.tunnel.TunnelException;
import org.noports.tunnel.datagrams.DatagramLimits;
import org.noports.tunnel.datagrams.DatagramQueue;
import org.noports.tunnel.datagrams.LocalFlows;
import org.noports.tunnel.rendezvous.DataConnection;

/**
 * The way of one service's datagrams through the tunnel, whatever becomes of the sessions
 * (docs/extensions/udp.md): the first one dials a connection, which all then share.
 *
 * <pre>
 * no link --datagram--> dialling --opened--> linked --no flow any more--> no link
 * dialling, linked --it fails, or ends by itself soon--> no link, and none for a pause that grows
 * linked --ends by itself later--> no link
 * </pre>
 *
 * <p>While it dials, datagrams wait in a queue of fixed size; while there is no link for a pause
 * they are dropped.
 *
 * <p>Threads: the caller's, which never waits, and a virtual one that carries the link. The lock
 * guards the fields below it, never I/O.
 */
final class DatagramLink implements LocalFlows.Outlet, AutoCloseable {
  /** The device resolves the service's name, and that may take its whole limit. */
  private static final Duration OPEN_LIMIT = Duration.ofSeconds(20);

  /** A link that ends sooner has failed. */
  private static final Duration SOON = Duration.ofSeconds(5);

  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final int MOST_DOUBLINGS = 4;
  private static final Logger LOG = System.getLogger(DatagramLink.class.getName());

  private final String name;
  private final DatagramLimits limits;
  private final Entrance.Dialer dialer;
  private final Entrance.TurnedAway turnedAway;
  private final DatagramReader.Sink answers;
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable DatagramQueue link;
  private int failures;
  private long notBefore = System.nanoTime();
  private boolean closed;

  DatagramLink(
      String name,
      DatagramLimits limits,
      Entrance.Dialer dialer,
      Entrance.TurnedAway turnedAway,
      DatagramReader.Sink answers) {
    this.name = name;
    this.limits = limits;
    this.dialer = dialer;
    this.turnedAway = turnedAway;
    this.answers = answers;
  }

  @Override
  public void send(int flow, ByteBuffer bytes) {
    DatagramQueue queue = linkOrNew();
    if (queue != null) {
      queue.offer(flow, bytes);
    }
  }

  @Override
  public void idle() {
    DatagramQueue unused;
    lock.lock();
    try {
      unused = link;
      link = null;
    } finally {
      lock.unlock();
    }
    if (unused != null) {
      unused.close();
    }
  }

  private @Nullable DatagramQueue linkOrNew() {
    DatagramQueue begun;
    lock.lock();
    try {
      if (link != null || closed || System.nanoTime() - notBefore < 0) {
        return link;
      }
      begun = new DatagramQueue(limits);
      link = begun;
    } finally {
      lock.unlock();
    }
    Thread.ofVirtual().name(name + " link").start(() -> carry(begun));
    return begun;
  }

  private void carry(DatagramQueue queue) {
    long opened = Long.MAX_VALUE;
    try (DataConnection connection = dialer.dial()) {
      connection.awaitOpened(OPEN_LIMIT);
      opened = System.nanoTime();
      connection.carry(queue, answers);
    } catch (IOException | ClientException | AtClientException | TunnelException e) {
      if (!isClosed()) {
        turnedAway.because(e);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      queue.close();
      ended(queue, opened);
    }
  }

  private void ended(DatagramQueue queue, long opened) {
    long now = System.nanoTime();
    lock.lock();
    try {
      if (link != queue) {
        return; // It was given up: no flow used it any more.
      }
      link = null;
      boolean failed = opened == Long.MAX_VALUE || now - opened < SOON.toNanos();
      notBefore = failed ? now + (FIRST_PAUSE.toNanos() << failures) : now;
      failures = failed ? Math.min(failures + 1, MOST_DOUBLINGS) : 0;
    } finally {
      lock.unlock();
    }
    LOG.log(
        Level.DEBUG,
        () -> name + ": a link has ended; dropped for lack of room: " + queue.dropped());
  }

  private boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  /** Sends nothing more; what is linked ends. Idempotent. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
    } finally {
      lock.unlock();
    }
    idle();
  }
}
