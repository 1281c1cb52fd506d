package org.noports.atserver.peer;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.noports.atserver.directory.AtDirectory;
import org.noports.atserver.tls.ClientTls;
import org.noports.atserver.tls.SocketDeadlines;
import org.noports.protocol.ErrorCode;
import org.noports.protocol.name.AtSign;

/**
 * Outbound connections to other atServers (atprotocol.md 2.6 and 4.2). One is kept for each pair of
 * caller and peer and closed when idle; when there are too many, the one idle longest makes room. A
 * failure is an answer, never an exception.
 *
 * <p>Thread-safe; blocks within the limits of the settings. The lock guards the table of lines and
 * is never held across I/O.
 */
public final class PeerConnections implements AutoCloseable {
  private final PeerSettings settings;
  private final Dialer dialer;
  private final PolHandshake handshake;
  private final InstantSource clock;
  private final SocketDeadlines deadlines = new SocketDeadlines("peer deadlines");
  private final Semaphore anonymous;
  private final Set<PeerConnection> inUse = ConcurrentHashMap.newKeySet();
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<Pair, PeerLine> lines = new HashMap<>();
  private boolean closed;

  private record Pair(AtSign caller, AtSign peer) {}

  public PeerConnections(
      PeerSettings settings,
      AtDirectory directory,
      ClientTls tls,
      PolCaller caller,
      InstantSource clock) {
    this.settings = settings;
    this.dialer = new Dialer(settings, directory, tls, deadlines);
    this.handshake = new PolHandshake(settings, caller);
    this.clock = clock;
    this.anonymous = new Semaphore(settings.connections());
  }

  /** One look-up or scan as the caller, who is pol-authenticated at the peer. */
  public PeerAnswer request(AtSign caller, AtSign peer, String line) {
    return asCaller(caller, peer, line, settings.lookup());
  }

  /** One notification as the caller. */
  public PeerAnswer notify(AtSign caller, AtSign peer, String line) {
    return asCaller(caller, peer, line, settings.delivery());
  }

  private PeerAnswer asCaller(AtSign caller, AtSign peer, String line, Duration time) {
    PeerLine own = line(caller, peer);
    if (own == null) {
      return new PeerAnswer.Failed(ErrorCode.AT0006, "too many calls to other atServers");
    }
    try {
      // Who waits behind others gives up after twice its own limit: a stuck peer must not hold all.
      if (!own.turn.tryAcquire(2 * time.toMillis(), TimeUnit.MILLISECONDS)) {
        return new PeerAnswer.Failed(ErrorCode.AT0023, "too many requests wait for " + peer);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new PeerAnswer.Failed(ErrorCode.AT0023, "interrupted while calling " + peer);
    }
    try {
      return exchange(own, line, time);
    } finally {
      own.turn.release();
    }
  }

  private PeerAnswer exchange(PeerLine own, String line, Duration time) {
    PeerConnection connection = null;
    try {
      connection = own.take();
      if (connection == null) {
        connection = dialer.dial(own.peer);
        inUse.add(connection);
        handshake.perform(connection, own.caller, own.peer);
      }
      inUse.add(connection);
      PeerAnswer answer = Answers.of(connection.request(line, time));
      if (!own.retired() && !isClosed()) {
        own.keep(connection, connection.closeAfter(settings.idle()), clock.millis());
        inUse.remove(connection);
        connection = null;
      }
      return answer;
    } catch (DialFailed e) {
      return e.answer();
    } catch (HandshakeRefused e) {
      dialer.forget(own.peer);
      return new PeerAnswer.Failed(
          ErrorCode.AT0008, "handshake with " + own.peer + " failed: " + e.getMessage());
    } catch (IOException e) {
      dialer.forget(own.peer);
      return Answers.failed(own.peer, e);
    } finally {
      if (connection != null) {
        inUse.remove(connection);
        connection.close();
      }
    }
  }

  /**
   * Look-ups as nobody, in order, over one connection of their own, closed afterwards; stops at the
   * first that {@link PeerAnswer.Failed}. The verifier's side of pol.
   */
  public List<PeerAnswer> ask(AtSign peer, List<String> lines) {
    if (!anonymous.tryAcquire()) {
      return List.of(new PeerAnswer.Failed(ErrorCode.AT0006, "too many calls to other atServers"));
    }
    List<PeerAnswer> answers = new ArrayList<>();
    PeerConnection connection = null;
    try {
      connection = dialer.dial(peer);
      inUse.add(connection);
      for (String line : lines) {
        answers.add(Answers.of(connection.request(line, settings.lookup())));
      }
    } catch (DialFailed e) {
      answers.add(e.answer());
    } catch (IOException e) {
      dialer.forget(peer);
      answers.add(Answers.failed(peer, e));
    } finally {
      if (connection != null) {
        inUse.remove(connection);
        connection.close();
      }
      anonymous.release();
    }
    return answers;
  }

  /** One anonymous look-up. */
  public PeerAnswer ask(AtSign peer, String line) {
    return ask(peer, List.of(line)).getFirst();
  }

  /** Connections to others that atSign has ({@code stats:2}). */
  public int open(AtSign caller) {
    lock.lock();
    try {
      return (int) lines.keySet().stream().filter(pair -> pair.caller().equals(caller)).count();
    } finally {
      lock.unlock();
    }
  }

  private boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  /** The line of that pair, made when there is room for it. */
  private @Nullable PeerLine line(AtSign caller, AtSign peer) {
    PeerLine evicted = null;
    lock.lock();
    try {
      Pair pair = new Pair(caller, peer);
      PeerLine known = lines.get(pair);
      if (known != null || closed) {
        return closed ? null : known;
      }
      if (lines.size() >= settings.connections()) {
        evicted = idleLongest();
        if (evicted == null) {
          return null;
        }
        lines.remove(new Pair(evicted.caller, evicted.peer));
      }
      PeerLine made = new PeerLine(caller, peer);
      lines.put(pair, made);
      return made;
    } finally {
      lock.unlock();
      if (evicted != null) {
        evicted.retire();
        evicted.turn.release();
      }
    }
  }

  /** The idle line used least recently, with its turn taken so that nobody else begins with it. */
  private @Nullable PeerLine idleLongest() {
    return lines.values().stream()
        .sorted(Comparator.comparingLong(PeerLine::lastUsed))
        .filter(line -> line.turn.tryAcquire())
        .findFirst()
        .orElse(null);
  }

  @Override
  public void close() {
    List<PeerLine> all;
    lock.lock();
    try {
      closed = true;
      all = List.copyOf(lines.values());
      lines.clear();
    } finally {
      lock.unlock();
    }
    // Ends the requests under way; their threads close what they hold.
    inUse.forEach(PeerConnection::close);
    for (PeerLine line : all) {
      if (line.turn.tryAcquire()) {
        line.retire();
        line.turn.release();
      }
    }
    deadlines.close();
  }
}
