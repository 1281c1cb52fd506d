package org.noports.atserver.listener;

import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.noports.atserver.Limits;
import org.noports.atserver.connection.Connection;
import org.noports.atserver.connection.Dispatcher;
import org.noports.atserver.tenant.AtServer;
import org.noports.atserver.tenant.Shared;
import org.noports.atserver.tls.ServerTls;

/** The threads of all inbound connections of the process, one virtual thread each. Thread-safe. */
public final class ConnectionPool implements AutoCloseable {
  private final ServerTls tls;
  private final Limits limits;
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("connection ", 0).factory());
  private final AtomicInteger open = new AtomicInteger();

  public ConnectionPool(ServerTls tls, Limits limits) {
    this.tls = tls;
    this.limits = limits;
  }

  /** Whether the process takes another connection. */
  boolean hasRoom() {
    return open.get() < limits.connectionsPerProcess();
  }

  Connection connection(Socket accepted, AtServer server, Dispatcher dispatcher) {
    Shared shared = server.shared();
    return new Connection(
        accepted, tls, server.atSign(), dispatcher, limits, System::nanoTime, "_" + shared.uuid());
  }

  void run(Connection connection, AtServer server) {
    open.incrementAndGet();
    server.connections().add(connection);
    try {
      threads.execute(() -> {
        try {
          connection.run();
        } finally {
          ended(connection, server);
        }
      });
    } catch (RejectedExecutionException e) {
      connection.abort();
      ended(connection, server);
    }
  }

  private void ended(Connection connection, AtServer server) {
    server.connections().remove(connection);
    open.decrementAndGet();
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
