package org.noports.daemon;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;
import org.noports.protocol.crypto.RsaPublicKey;
import org.noports.protocol.name.AtSign;

/**
 * The public keys of clients as they are now, past every cache (sessions.md 2.3). A client that
 * asks what this daemon can do will ask for a session next, so its key is fetched meanwhile, and
 * used for one request of the next moments. Thread-safe; the lock guards the map, never I/O.
 */
final class ClientKeys {
  /** From a ping to the request that follows, on slow ways. */
  static final Duration LIFETIME = Duration.ofSeconds(20);

  /** At a time; further clients' are fetched when their requests come. */
  private static final int MOST = 100;

  private final DaemonEdge edge;
  private final InstantSource clock;

  /** Guarded by itself. */
  private final Map<AtSign, Fetched> fetched = new LinkedHashMap<>();

  private record Fetched(FutureTask<RsaPublicKey> key, Instant since) {}

  ClientKeys(DaemonEdge edge, InstantSource clock) {
    this.edge = edge;
    this.clock = clock;
  }

  /** Begins to fetch the client's key; does not wait. */
  void expect(AtSign client) {
    FutureTask<RsaPublicKey> fetch = new FutureTask<>(() -> edge.publicKeyOf(client));
    Instant now = clock.instant();
    synchronized (fetched) {
      fetched.values().removeIf(each -> isOver(each, now));
      if (fetched.size() >= MOST || fetched.containsKey(client)) {
        return;
      }
      fetched.put(client, new Fetched(fetch, now));
    }
    Thread.ofVirtual().name("daemon key of " + client).start(fetch);
  }

  private static boolean isOver(Fetched each, Instant now) {
    return !now.isBefore(each.since().plus(LIFETIME));
  }

  /** The client's key; {@link org.noports.atclient.AtClientException} when there is none. */
  RsaPublicKey of(AtSign client) throws InterruptedException {
    RsaPublicKey known = expected(client);
    return known == null ? edge.publicKeyOf(client) : known;
  }

  private @Nullable RsaPublicKey expected(AtSign client) throws InterruptedException {
    Fetched one;
    synchronized (fetched) {
      one = fetched.remove(client);
    }
    if (one == null || isOver(one, clock.instant())) {
      return null;
    }
    try {
      return one.key().get();
    } catch (ExecutionException e) {
      // Asked again, it says itself what is wrong.
      return null;
    }
  }
}
