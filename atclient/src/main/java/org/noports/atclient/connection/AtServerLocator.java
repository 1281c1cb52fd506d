package org.noports.atclient.connection;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.noports.atclient.AtClientException;
import org.noports.atclient.ClientClosed;
import org.noports.protocol.name.AtSign;

/**
 * Where the atServer of one atSign is. The answer of the directory holds for an hour, or until a
 * connection to the address fails; callers at the same time share one look-up. Thread-safe: the
 * only shared field is swapped atomically, and nothing is locked while the network is asked.
 */
public final class AtServerLocator {
  private static final Duration LIFETIME = Duration.ofHours(1);

  private final DirectoryLookup directory;
  private final AtSign atSign;
  private final InstantSource clock;
  private final AtomicReference<@Nullable Found> current = new AtomicReference<>();

  private record Found(FutureTask<ServerAddress> address, Instant since) {}

  public AtServerLocator(DirectoryLookup directory, AtSign atSign, InstantSource clock) {
    this.directory = directory;
    this.atSign = atSign;
    this.clock = clock;
  }

  public AtSign atSign() {
    return atSign;
  }

  /** The address; failures are not kept. */
  public ServerAddress address() {
    Found found = freshOrNew();
    found.address().run();
    try {
      return found.address().get();
    } catch (ExecutionException e) {
      current.compareAndSet(found, null);
      if (e.getCause() instanceof AtClientException failure) {
        throw failure;
      }
      throw new IllegalStateException("the look-up of " + atSign + " failed", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ClientClosed("interrupted while looking up " + atSign, e);
    }
  }

  /** The connection to this address failed: the next caller asks the directory again. */
  public void forget(ServerAddress failed) {
    Found found = current.get();
    if (found != null
        && found.address().state() == Future.State.SUCCESS
        && found.address().resultNow().equals(failed)) {
      current.compareAndSet(found, null);
    }
  }

  private Found freshOrNew() {
    Instant now = clock.instant();
    Found next = new Found(new FutureTask<>(() -> directory.find(atSign)), now);
    Found chosen =
        current.updateAndGet(
            old -> old != null && now.isBefore(old.since().plus(LIFETIME)) ? old : next);
    return chosen == null ? next : chosen;
  }
}
