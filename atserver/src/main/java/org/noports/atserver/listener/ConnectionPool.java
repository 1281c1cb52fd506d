package org.noports.atserver.listener;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.noports.atserver.Limits;
import org.noports.atserver.connection.Addresses;
import org.noports.atserver.connection.Arrival;
import org.noports.atserver.connection.Connection;
import org.noports.atserver.connection.StorageTrouble;
import org.noports.atserver.tenant.Counters;
import org.noports.atserver.tenant.LiveConnections;
import org.noports.atserver.tls.ServerTls;

/** The threads of all inbound connections of the process, one virtual thread each. Thread-safe. */
public final class ConnectionPool implements AutoCloseable {
  private final ServerTls tls;
  private final Limits limits;
  private final Addresses addresses;
  private final Counters counters;
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("connection ", 0).factory());
  private final StorageTrouble storageTrouble = new StorageTrouble(System::nanoTime);
  private final AtomicInteger open = new AtomicInteger();

  public ConnectionPool(ServerTls tls, Limits limits, Addresses addresses, Counters counters) {
    this.tls = tls;
    this.limits = limits;
    this.addresses = addresses;
    this.counters = counters;
  }

  /** How many connections are open, those in their handshake included. */
  public int open() {
    return open.get();
  }

  /**
   * Takes an accepted connection, or closes it when the process or its address has too many.
   *
   * @param among where it stands while it is open
   * @param id the session id, {@code _} and a UUID
   */
  void take(Socket accepted, Arrival arrival, LiveConnections among, String id) throws IOException {
    String address = Addresses.keyOf(accepted.getInetAddress());
    if (open.get() >= limits.connectionsPerProcess()) {
      turnAway(accepted, Counters.Turned.PROCESS_FULL);
    } else if (!addresses.opened(address)) {
      turnAway(accepted, Counters.Turned.ADDRESS_FULL);
    } else {
      run(
          new Connection(accepted, tls, arrival, limits, storageTrouble, System::nanoTime, id),
          among,
          () -> addresses.closed(address));
    }
  }

  void turnAway(Socket accepted, Counters.Turned why) throws IOException {
    counters.turnedAway(why);
    accepted.close();
  }

  private void run(Connection connection, LiveConnections among, Runnable onEnd) {
    open.incrementAndGet();
    among.add(connection);
    Runnable ended =
        () -> {
          among.remove(connection);
          open.decrementAndGet();
          onEnd.run();
        };
    try {
      threads.execute(() -> {
        try {
          connection.run();
        } finally {
          ended.run();
        }
      });
    } catch (RejectedExecutionException e) {
      connection.abort();
      ended.run();
    }
  }

  /** Waits for connections told to end; interrupts those that do not. */
  @Override
  public void close() {
    threads.shutdown();
    try {
      if (!threads.awaitTermination(limits.shutdownTime().toMillis(), TimeUnit.MILLISECONDS)) {
        threads.shutdownNow();
        boolean ended =
            threads.awaitTermination(Duration.ofSeconds(2).toMillis(), TimeUnit.MILLISECONDS);
        assert ended : "connections still run";
      }
    } catch (InterruptedException e) {
      threads.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
