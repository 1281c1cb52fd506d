package org.noports.tunnel.pump;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A socket that waits for its partner: keeps what its peer says meanwhile, up to a limit, and
 * notices when the peer goes (sessions.md 3.3), also when it is not read any more, where the system
 * tells. One thread, its own, calls {@link #watch} and then {@link #carry}; any other calls {@link
 * #join} or {@link #close}. The lock guards the fields below it, never I/O.
 */
public final class WaitingSocket implements AutoCloseable {
  private static final byte[] NOTHING = new byte[0];
  private static final int CHUNK = 16 * 1024;

  /** How often one that is not read is asked whether its peer is still there. */
  private static final long LOOK_NANOS = Duration.ofSeconds(1).toNanos();

  private final SocketChannel channel;
  private final WaitingRoom room;
  private final int most;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private byte[] kept;
  // Of the room: what is kept, and one byte while one is read.
  private int taken;
  private @Nullable JoinedSockets joined;
  private boolean isA;
  private boolean closed;
  private @Nullable Thread early;
  // Of the socket's own thread: bytes read after the join.
  private byte[] last = NOTHING;

  private WaitingSocket(SocketChannel channel, byte[] first, WaitingRoom room, int most) {
    this.channel = channel;
    this.kept = first;
    this.taken = first.length;
    this.room = room;
    this.most = most;
  }

  /**
   * Null when there is no room for the bytes read already.
   *
   * @param most bytes kept; when they are reached the socket is not read until it has a partner
   */
  public static @Nullable WaitingSocket in(
      WaitingRoom room, SocketChannel channel, byte[] first, int most) {
    return room.admit(first.length) ? new WaitingSocket(channel, first, room, most) : null;
  }

  public SocketChannel channel() {
    return channel;
  }

  /** True when the peer has sent something after the join; false when it has gone. */
  public boolean watch() {
    try {
      channel.socket().setSoTimeout(0);
      InputStream in = channel.socket().getInputStream();
      byte[] one = new byte[1];
      while (awaitRoom()) {
        if (in.read(one, 0, 1) < 0) {
          return false;
        }
        byte[] chunk = withWaiting(in, one[0], roomFor(in.available()));
        if (!keep(chunk)) {
          last = chunk;
          return true;
        }
      }
    } catch (IOException e) {
      // The peer has reset the connection, or the owner has closed it.
    }
    return false;
  }

  /** The byte read, and as many of those behind it, as one array. */
  private static byte[] withWaiting(InputStream in, byte first, int more) throws IOException {
    byte[] chunk = new byte[1 + more];
    chunk[0] = first;
    int length = 1;
    if (more > 0) {
      length += Math.max(in.read(chunk, 1, more), 0);
    }
    return length == chunk.length ? chunk : Arrays.copyOf(chunk, length);
  }

  /** Waits until a byte may be read; false when closed, or the peer has gone meanwhile. */
  private boolean awaitRoom() {
    while (true) {
      lock.lock();
      try {
        if (closed || joined != null) {
          return !closed;
        }
        if (kept.length < most && room.take(1) > 0) {
          taken++;
          return true;
        }
        long ignored = changed.awaitNanos(LOOK_NANOS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      } finally {
        lock.unlock();
      }
      if (room.hasGone(channel)) {
        return false;
      }
    }
  }

  /** How many of the bytes that wait behind the one read may be read with it. */
  private int roomFor(int waiting) {
    lock.lock();
    try {
      if (joined != null) {
        return Math.min(waiting, CHUNK);
      }
      int more = closed ? 0 : Math.min(Math.min(waiting, CHUNK), most - kept.length - 1);
      int given = more > 0 ? room.take(more) : 0;
      taken += given;
      return given;
    } finally {
      lock.unlock();
    }
  }

  /** False when the socket has been joined and the bytes are the caller's to send. */
  private boolean keep(byte[] chunk) {
    lock.lock();
    try {
      if (joined != null) {
        return false;
      }
      kept = Arrays.copyOf(kept, kept.length + chunk.length);
      System.arraycopy(chunk, 0, kept, kept.length - chunk.length, chunk.length);
      return true;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Gives the socket its pair. What was kept is sent at once, on a thread of its own, because
   * {@link #watch} may wait long for more.
   */
  public void join(JoinedSockets pair, boolean asA) {
    lock.lock();
    try {
      joined = pair;
      isA = asA;
      byte[] head = kept;
      int held = taken;
      kept = NOTHING;
      taken = 0;
      if (head.length > 0) {
        early =
            Thread.ofVirtual().name("early bytes").start(() -> sendEarly(pair, asA, head, held));
      } else {
        room.giveBack(held);
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void sendEarly(JoinedSockets pair, boolean asA, byte[] head, int taken) {
    try {
      if (asA) {
        pair.sendFromA(head);
      } else {
        pair.sendFromB(head);
      }
    } finally {
      room.giveBack(taken);
    }
  }

  /** Carries what comes from this socket until the pair has ended; waits for the join before. */
  public void carry() {
    JoinedSockets pair;
    boolean asA;
    Thread sending;
    lock.lock();
    try {
      while (joined == null && !closed) {
        changed.awaitUninterruptibly();
      }
      if (joined == null) {
        return;
      }
      pair = joined;
      asA = isA;
      sending = early;
      early = null;
    } finally {
      lock.unlock();
    }
    if (sending != null) {
      Threads.join(sending);
    }
    if (asA) {
      pair.carryFromA(last);
    } else {
      pair.carryFromB(last);
    }
  }

  /** Closes a socket that has no partner and lets its thread go; a joined one is its pair's. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      if (joined != null) {
        return;
      }
      room.giveBack(taken);
      taken = 0;
      kept = NOTHING;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    Sockets.close(channel);
  }
}
