package org.noports.atclient.connection;

import java.nio.file.Path;
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
 * connection to the address fails; callers at the same time share one look-up. With a folder for
 * them answers outlive the program, for a day: one that is older than an hour is used, and the
 * directory asked beside it. Thread-safe: the only shared field is swapped atomically, and nothing
 * is locked while the network is asked.
 */
public final class AtServerLocator {
  private static final Duration LIFETIME = Duration.ofHours(1);
  private static final Duration KEPT = Duration.ofDays(1);

  private final DirectoryLookup directory;
  private final AtSign atSign;
  private final InstantSource clock;
  private final @Nullable KnownAddresses known;
  private final AtomicReference<@Nullable Found> current = new AtomicReference<>();

  /**
   * What an earlier program was told is used once: when it does not hold, the directory is asked.
   */
  private volatile boolean remembers;

  /** Where the atServer is, and whether the directory has said so to this program. */
  record Place(ServerAddress address, boolean remembered) {}

  private record Found(FutureTask<Place> place, Instant since) {}

  public AtServerLocator(DirectoryLookup directory, AtSign atSign, InstantSource clock) {
    this(directory, atSign, clock, null);
  }

  /**
   * As the other.
   *
   * @param folder where answers are kept from program to program; null for nowhere
   */
  public AtServerLocator(
      DirectoryLookup directory, AtSign atSign, InstantSource clock, @Nullable Path folder) {
    this.directory = directory;
    this.atSign = atSign;
    this.clock = clock;
    this.known =
        folder == null || directory.address().proxy()
            ? null
            : new KnownAddresses(folder, directory.address(), atSign);
    this.remembers = known != null;
  }

  public AtSign atSign() {
    return atSign;
  }

  /** The address; failures are not kept. */
  public ServerAddress address() {
    return place().address();
  }

  Place place() {
    Found found = freshOrNew();
    found.place().run();
    try {
      return found.place().get();
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

  /** The connection to this place failed: the next caller asks the directory again. */
  void forget(Place failed) {
    remembers = false;
    Found found = current.get();
    if (found != null
        && found.place().state() == Future.State.SUCCESS
        && found.place().resultNow().equals(failed)) {
      current.compareAndSet(found, null);
    }
  }

  private Found freshOrNew() {
    Instant now = clock.instant();
    Found next = new Found(new FutureTask<>(this::locate), now);
    Found chosen =
        current.updateAndGet(
            old -> old != null && now.isBefore(old.since().plus(LIFETIME)) ? old : next);
    return chosen == null ? next : chosen;
  }

  private Place locate() {
    KnownAddresses.Known earlier = remembers && known != null ? known.read() : null;
    Instant now = clock.instant();
    if (earlier == null
        || now.isBefore(earlier.since())
        || !now.isBefore(earlier.since().plus(KEPT))) {
      return new Place(ask(), false);
    }
    if (!now.isBefore(earlier.since().plus(LIFETIME))) {
      Thread.ofVirtual().name("atclient " + atSign + " look-up").start(this::refresh);
    }
    return new Place(earlier.address(), true);
  }

  private ServerAddress ask() {
    ServerAddress address = directory.find(atSign);
    if (known != null) {
      known.write(new KnownAddresses.Known(address, clock.instant()));
    }
    return address;
  }

  /** For the next program; this one has its address, or asks when that fails. */
  private void refresh() {
    try {
      ServerAddress now = ask();
      System.getLogger(AtServerLocator.class.getName())
          .log(System.Logger.Level.DEBUG, () -> "the atDirectory says " + now);
    } catch (AtClientException e) {
      System.getLogger(AtServerLocator.class.getName())
          .log(System.Logger.Level.DEBUG, "the atDirectory was not asked in advance", e);
    }
  }
}
