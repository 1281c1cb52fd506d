package org.noports.relay;

import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.noports.protocol.event.SessionEvent.Caller;
import org.noports.tunnel.pump.JoinResult;
import org.noports.tunnel.pump.JoinedSockets;

/**
 * The pairs of one session and what they carry, counted while they live: a pair's bytes never count
 * twice and never vanish between "lives" and "has ended". Thread-safe; the lock guards the fields.
 */
final class Traffic {
  private static final int CALLERS_KEPT = 32;

  private final InstantSource clock;
  private final Runnable onFirstPair;
  private final Object lock = new Object();
  private final List<Caller> callersA = new ArrayList<>();
  private final List<Caller> callersB = new ArrayList<>();
  private final Map<JoinedSockets, Watched> live = new LinkedHashMap<>();
  private Totals ended = Totals.NONE;
  private long started;
  private long movedNanos = System.nanoTime();

  /**
   * @param onFirstPair must not wait
   */
  Traffic(InstantSource clock, Runnable onFirstPair) {
    this.clock = clock;
    this.onFirstPair = onFirstPair;
  }

  /** A live pair, and when it last carried something. */
  private static final class Watched {
    final boolean first;
    long bytes;
    long movedNanos = System.nanoTime();

    Watched(boolean first) {
      this.first = first;
    }
  }

  /** A pair was joined. */
  void began(JoinedSockets pair, SocketChannel a, SocketChannel b) {
    boolean first;
    synchronized (lock) {
      first = started == 0;
      live.put(pair, new Watched(first));
      started++;
      movedNanos = System.nanoTime();
      add(callersA, a);
      add(callersB, b);
    }
    if (first) {
      onFirstPair.run();
    }
  }

  private void add(List<Caller> callers, SocketChannel channel) {
    if (callers.size() < CALLERS_KEPT
        && channel.socket().getRemoteSocketAddress() instanceof InetSocketAddress remote) {
      callers.add(
          new Caller(remote.getAddress().getHostAddress(), remote.getPort(), clock.instant()));
    }
  }

  /** Where the first connections of a side came from. */
  List<Caller> callersA() {
    synchronized (lock) {
      return List.copyOf(callersA);
    }
  }

  List<Caller> callersB() {
    synchronized (lock) {
      return List.copyOf(callersB);
    }
  }

  /** A pair has ended; false when that was known. */
  boolean ended(JoinedSockets pair, JoinResult result) {
    synchronized (lock) {
      if (live.remove(pair) == null) {
        return false;
      }
      ended = ended.plus(new Totals(0, 1, result.bytesAToB(), result.bytesBToA()));
      movedNanos = System.nanoTime();
      return true;
    }
  }

  List<JoinedSockets> live() {
    synchronized (lock) {
      return new ArrayList<>(live.keySet());
    }
  }

  Totals totals() {
    synchronized (lock) {
      long aToB = ended.bytesAToB();
      long bToA = ended.bytesBToA();
      for (JoinedSockets pair : live.keySet()) {
        aToB += pair.bytesFromA();
        bToA += pair.bytesFromB();
      }
      return new Totals(started, ended.pairsEnded(), aToB, bToA);
    }
  }

  /**
   * The pairs that have carried nothing for so long. The first pair is not among them: it is the
   * control channel of a session with several, and lives as long as the session.
   */
  List<JoinedSockets> idle(Duration limit) {
    synchronized (lock) {
      long now = look();
      List<JoinedSockets> idle = new ArrayList<>();
      live.forEach((pair, watched) -> {
        if (!watched.first && now - watched.movedNanos >= limit.toNanos()) {
          idle.add(pair);
        }
      });
      return idle;
    }
  }

  /** How long no pair has begun, ended or carried anything, as far as was looked. */
  Duration quiet() {
    synchronized (lock) {
      return Duration.ofNanos(look() - movedNanos);
    }
  }

  private long look() {
    long now = System.nanoTime();
    live.forEach((pair, watched) -> {
      long bytes = pair.bytesFromA() + pair.bytesFromB();
      if (bytes != watched.bytes) {
        watched.bytes = bytes;
        watched.movedNanos = now;
        movedNanos = now;
      }
    });
    return now;
  }
}
