package org.noports.relay;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.noports.protocol.ProtocolException;
import org.noports.protocol.envelope.SigningKeyUri;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.relay.PortRequest;

/**
 * Looks up the records of signing keys (sessions.md 2.4). Those that a request announces are
 * fetched behind the answer to it, and kept for a short time (1.4, {@code preFetch}). Thread-safe;
 * the lock guards the maps, never I/O.
 */
final class SigningKeys {
  static final Duration KEPT = Duration.ofSeconds(30);

  /** A session has two sides; nobody needs more, and each costs a look-up. */
  static final int MOST_OF_A_REQUEST = 4;

  private static final int MOST_KEPT = 1024;

  private final RelayEdge edge;
  private final InstantSource clock;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<SigningKeyUri, Announced> announced = new LinkedHashMap<>();

  private final SequencedMap<AtSign, SigningKeyUri> lastUsed = new LinkedHashMap<>();

  private record Announced(Future<@Nullable String> value, Instant since) {}

  SigningKeys(RelayEdge edge, InstantSource clock) {
    this.edge = edge;
    this.clock = clock;
  }

  /**
   * Begins to fetch what the request announces of its own two atSigns, and what these have proved
   * themselves with last: a client can't announce its daemon's. Does not wait.
   */
  void preFetch(PortRequest request) {
    request.preFetch().stream()
        .limit(MOST_OF_A_REQUEST)
        .map(SigningKeys::uri)
        .filter(uri -> uri != null && concerns(request, uri))
        .forEach(this::begin);
    Stream.of(request.atSignA(), request.atSignB())
        .map(this::lastUsedBy)
        .filter(Objects::nonNull)
        .forEach(this::begin);
  }

  /** The atSign has proved itself with this key, and probably will again. */
  void used(SigningKeyUri uri) {
    lock.lock();
    try {
      lastUsed.remove(uri.owner());
      lastUsed.put(uri.owner(), uri);
      if (lastUsed.size() > MOST_KEPT) {
        lastUsed.pollFirstEntry();
      }
    } finally {
      lock.unlock();
    }
  }

  private @Nullable SigningKeyUri lastUsedBy(AtSign atSign) {
    lock.lock();
    try {
      return lastUsed.get(atSign);
    } finally {
      lock.unlock();
    }
  }

  private static @Nullable SigningKeyUri uri(String text) {
    try {
      return SigningKeyUri.parse(text);
    } catch (ProtocolException e) {
      return null;
    }
  }

  private static boolean concerns(PortRequest request, SigningKeyUri uri) {
    return uri.owner().equals(request.atSignA()) || uri.owner().equals(request.atSignB());
  }

  private void begin(SigningKeyUri uri) {
    FutureTask<@Nullable String> fetch = new FutureTask<>(() -> edge.signingKeyRecord(uri));
    lock.lock();
    try {
      Instant now = clock.instant();
      announced.values().removeIf(each -> isOver(each, now));
      if (announced.containsKey(uri) || announced.size() >= MOST_KEPT) {
        return;
      }
      announced.put(uri, new Announced(fetch, now));
    } finally {
      lock.unlock();
    }
    Thread.ofVirtual().name("relay pre-fetch " + uri).start(fetch);
  }

  private static boolean isOver(Announced each, Instant now) {
    return !now.isBefore(each.since().plus(KEPT));
  }

  /** What was fetched in advance, waiting for the look-up under way; null when nothing was. */
  @Nullable String preFetched(SigningKeyUri uri) {
    Announced known;
    lock.lock();
    try {
      known = announced.get(uri);
    } finally {
      lock.unlock();
    }
    if (known == null || isOver(known, clock.instant())) {
      return null;
    }
    try {
      return known.value().get();
    } catch (ExecutionException e) {
      // Whoever needs it looks it up again, and reports what is wrong then.
      return null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    }
  }

  /** As it is now; null when there is none. */
  @Nullable String fetch(SigningKeyUri uri) {
    return edge.signingKeyRecord(uri);
  }
}
