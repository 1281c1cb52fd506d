package org.noports.tunnel.pump;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A socket that waits for its partner: keeps what its peer says meanwhile, up to a limit, and
 * notices when the peer goes (sessions.md 3.3). One thread, its own, calls {@link #watch} and then
 * {@link #carry}; any other calls {@link #join} or {@link #close}. The lock guards the fields below
 * it, never I/O.
 */
public final class WaitingSocket implements AutoCloseable {
  private static final byte[] NOTHING = new byte[0];
  private static final int CHUNK = 16 * 1024;

  private final SocketChannel channel;
  private final int most;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private byte[] kept;
  private @Nullable JoinedSockets joined;
  private boolean isA;
  private boolean closed;
  private @Nullable Thread early;
  // Of the socket's own thread: bytes read after the join.
  private byte[] last = NOTHING;

  /**
   * @param first bytes read already
   * @param most bytes kept; when they are reached the socket is not read until it has a partner
   */
  public WaitingSocket(SocketChannel channel, byte[] first, int most) {
    this.channel = channel;
    this.kept = first;
    this.most = most;
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
      int room;
      while ((room = awaitRoom()) > 0) {
        if (in.read(one, 0, 1) < 0) {
          return false;
        }
        byte[] chunk = withWaiting(in, one[0], Math.min(room, CHUNK));
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

  /** The byte read, and what waits behind it, as one array of at most so many bytes. */
  private static byte[] withWaiting(InputStream in, byte first, int most) throws IOException {
    byte[] chunk = new byte[1 + Math.min(in.available(), most - 1)];
    chunk[0] = first;
    int length = 1;
    if (chunk.length > 1) {
      length += Math.max(in.read(chunk, 1, chunk.length - 1), 0);
    }
    return length == chunk.length ? chunk : Arrays.copyOf(chunk, length);
  }

  /** How many bytes may be read now; waits while there is no room. 0 when closed. */
  private int awaitRoom() {
    lock.lock();
    try {
      while (kept.length >= most && joined == null && !closed) {
        changed.awaitUninterruptibly();
      }
      return closed ? 0 : Math.max(most - kept.length, 1);
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
      kept = NOTHING;
      if (head.length > 0) {
        Runnable send = asA ? () -> pair.sendFromA(head) : () -> pair.sendFromB(head);
        early = Thread.ofVirtual().name("early bytes").start(send);
      }
      changed.signalAll();
    } finally {
      lock.unlock();
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
      kept = NOTHING;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    Sockets.close(channel);
  }
}
