package org.noports.relay;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.noports.tunnel.pump.JoinResult;
import org.noports.tunnel.pump.JoinedSockets;

/**
 * The pairs of one session and what they carry, counted while they live: a pair's bytes never count
 * twice and never vanish between "lives" and "has ended". Thread-safe; the lock guards the fields.
 */
final class Traffic {
  private final Object lock = new Object();
  private final Map<JoinedSockets, Watched> live = new LinkedHashMap<>();
  private Totals ended = Totals.NONE;
  private long started;
  private long movedNanos = System.nanoTime();

  /** A live pair, and when it last carried something. */
  private static final class Watched {
    final boolean first;
    long bytes;
    long movedNanos = System.nanoTime();

    Watched(boolean first) {
      this.first = first;
    }
  }

  void began(JoinedSockets pair) {
    synchronized (lock) {
      live.put(pair, new Watched(started == 0));
      started++;
      movedNanos = System.nanoTime();
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
