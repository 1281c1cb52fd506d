package org.noports.daemon;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.noports.protocol.session.TunnelRequest;
import org.noports.tunnel.rendezvous.RelayAddress;

/**
 * Resolves host names a request names, within a deadline. The system's resolver blocks its thread
 * and cannot be stopped, so it runs on a few platform threads of its own: a name that resolves
 * slowly delays no virtual thread but the one that asked. Thread-safe.
 */
final class Resolver implements AutoCloseable {
  static final Duration LIMIT = Duration.ofSeconds(5);
  private static final int THREADS = 8;
  private static final int WAITING = 64;

  private final ExecutorService threads;

  Resolver() {
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(WAITING),
            Thread.ofPlatform().daemon().name("daemon resolver ", 1).factory());
    pool.allowCoreThreadTimeOut(true);
    this.threads = pool;
  }

  /** All addresses of the host; {@link UnknownHostException} also when it takes too long. */
  List<InetAddress> resolve(String host) throws UnknownHostException, InterruptedException {
    Future<InetAddress[]> addresses;
    try {
      addresses = threads.submit(() -> InetAddress.getAllByName(host));
    } catch (RejectedExecutionException e) {
      throw unresolved(host + ": too many names are being resolved", e);
    }
    try {
      return List.of(addresses.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS));
    } catch (TimeoutException e) {
      addresses.cancel(false);
      throw unresolved(host + " could not be resolved within " + LIMIT.toSeconds() + " s", e);
    } catch (ExecutionException e) {
      throw unresolved(host + " is not a known host", e);
    }
  }

  /** The relay of a request, its host resolved; {@link Refusal} when it can't be. */
  RelayAddress relay(TunnelRequest request) throws InterruptedException {
    try {
      return new RelayAddress(
          resolve(request.relayHost()).getFirst().getHostAddress(), request.relayPort());
    } catch (UnknownHostException e) {
      throw Refusal.notStarted("the relay's host " + e.getMessage(), e);
    }
  }

  private static UnknownHostException unresolved(String message, Exception cause) {
    UnknownHostException unresolved = new UnknownHostException(message);
    unresolved.initCause(cause);
    return unresolved;
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
