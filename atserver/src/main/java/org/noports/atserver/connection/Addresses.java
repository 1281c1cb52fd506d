package org.noports.atserver.connection;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.noports.atserver.Limits;

/**
 * What each source address may do to the process: so many connections, so many commands a second
 * before a login, and failed logins at a price that grows with their number, whichever connection
 * they come from (atprotocol.md 9.1, items 10 and 20). An address of IPv6 counts with its network
 * of 64 bits, which one customer has.
 *
 * <p>Thread-safe. {@code lock} guards the table; nothing waits while it is held. An address without
 * connections is forgotten a minute after its last deed, and at once when there are too many.
 */
public final class Addresses {
  private static final long SECOND = 1_000_000_000L;
  private static final long MEMORY_NANOS = 60 * SECOND;
  private static final int MAX_REMEMBERED = 100_000;

  /** How many seconds' worth of commands may come at once. */
  private static final int BURST_SECONDS = 2;

  private static final long FIRST_PAUSE_MILLIS = 50;
  private static final int MAX_DOUBLINGS = 6;
  private static final int NETWORK_BYTES = 8;

  private static final class Source {
    private int open;
    private double tokens;
    private long filledAt;
    private int failures;
    private long failedAt;
    private long lastAt;
  }

  private final Limits limits;
  private final LongSupplier nanoTime;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, Source> sources = new HashMap<>();
  private long sweptAt;

  public Addresses(Limits limits, LongSupplier nanoTime) {
    this.limits = limits;
    this.nanoTime = nanoTime;
    this.sweptAt = nanoTime.getAsLong();
  }

  /** What stands for the address here. */
  public static String keyOf(InetAddress address) {
    return address instanceof Inet6Address
        ? HexFormat.of().formatHex(address.getAddress(), 0, NETWORK_BYTES) + "::/64"
        : address.getHostAddress();
  }

  /** A connection was accepted; false, and not counted, when it is one too many. */
  public boolean opened(String address) {
    lock.lock();
    try {
      Source source = source(address);
      if (source.open >= limits.connectionsPerAddress()) {
        return false;
      }
      source.open++;
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** A counted connection ended. */
  public void closed(String address) {
    lock.lock();
    try {
      source(address).open--;
    } finally {
      lock.unlock();
    }
  }

  /** Counts a command before a login and says how long it has to wait for its turn. */
  public Duration pauseBeforeCommand(String address) {
    double rate = limits.unauthenticatedVerbsPerSecond();
    lock.lock();
    try {
      Source source = source(address);
      long now = source.lastAt;
      double earned = (double) (now - source.filledAt) / SECOND * rate;
      source.tokens = Math.min(rate * BURST_SECONDS, source.tokens + earned) - 1;
      source.filledAt = now;
      return source.tokens >= 0
          ? Duration.ZERO
          : Duration.ofNanos((long) (-source.tokens / rate * SECOND));
    } finally {
      lock.unlock();
    }
  }

  /** Counts a failed login and says how long its answer waits. */
  public Duration pauseAfterFailedLogin(String address) {
    lock.lock();
    try {
      Source source = source(address);
      if (source.lastAt - source.failedAt > MEMORY_NANOS) {
        source.failures = 0;
      }
      source.failedAt = source.lastAt;
      int doublings = Math.min(source.failures++, MAX_DOUBLINGS);
      return Duration.ofMillis(FIRST_PAUSE_MILLIS << doublings);
    } finally {
      lock.unlock();
    }
  }

  /** Who logs in rightly is no guesser. */
  public void loggedIn(String address) {
    lock.lock();
    try {
      source(address).failures = 0;
    } finally {
      lock.unlock();
    }
  }

  /** How many addresses are known now. */
  public int known() {
    lock.lock();
    try {
      return sources.size();
    } finally {
      lock.unlock();
    }
  }

  private Source source(String address) {
    long now = nanoTime.getAsLong();
    if (now - sweptAt > MEMORY_NANOS || sources.size() >= MAX_REMEMBERED) {
      sweptAt = now;
      boolean crowded = sources.size() >= MAX_REMEMBERED;
      sources
          .values()
          .removeIf(each -> each.open <= 0 && (crowded || now - each.lastAt > MEMORY_NANOS));
    }
    Source source =
        sources.computeIfAbsent(
            address,
            _ -> {
              Source fresh = new Source();
              fresh.tokens = (double) limits.unauthenticatedVerbsPerSecond() * BURST_SECONDS;
              fresh.filledAt = now;
              fresh.failedAt = now;
              return fresh;
            });
    source.lastAt = now;
    return source;
  }
}
