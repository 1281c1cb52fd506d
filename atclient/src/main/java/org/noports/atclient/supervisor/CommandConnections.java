package org.noports.atclient.supervisor;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.noports.atclient.AtClientException;
import org.noports.atclient.ClientClosed;
import org.noports.atclient.ConnectionLost;
import org.noports.atclient.RequestTimedOut;
import org.noports.atclient.Timeouts;
import org.noports.atclient.connection.Answers;
import org.noports.atclient.connection.AtConnection;
import org.noports.atclient.connection.AtServerDialer;
import org.noports.atclient.connection.LoggedIn;
import org.noports.atclient.connection.NotSent;
import org.noports.protocol.json.JsonObject;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.verb.Command;
import org.noports.protocol.verb.Noop;
import org.noports.protocol.wire.ServerLine;

/**
 * The connections for commands: opened when needed, kept for the next command, closed when nobody
 * needed them for a while. Mostly there is one; while a command takes long, because another
 * atSign's server is slow, a few more are opened, so that it does not hold up the rest.
 *
 * <p>Thread-safe. A command that may have been carried out is sent again only when doing it twice
 * is the same as once ({@link Repeatable}).
 */
public final class CommandConnections implements AutoCloseable {
  private static final int MOST_CONNECTIONS = 4;
  private static final int MOST_ATTEMPTS = 3;

  /** How long a caller waits for a connection in use before another is opened. */
  private static final Duration PATIENCE = Duration.ofMillis(300);

  /** A connection unused for longer is probed first: a gateway may have forgotten it silently. */
  private static final Duration TRUSTED_IDLE = Duration.ofSeconds(60);

  /** At most, for the first. */
  private static final Duration SECOND_CONNECTION_WAITS = Duration.ofSeconds(2);

  private static final Duration PROBE_LIMIT = Duration.ofSeconds(3);
  private static final System.Logger LOG = System.getLogger(CommandConnections.class.getName());

  private final AtServerDialer dialer;
  private final AtSign atSign;
  private final JsonObject clientConfig;
  private final Timeouts timeouts;

  /** One permit for each connection that may still be opened. */
  private final Semaphore unopened = new Semaphore(MOST_CONNECTIONS);

  private final LinkedBlockingDeque<AtConnection> idle = new LinkedBlockingDeque<>();
  private final Set<AtConnection> all = ConcurrentHashMap.newKeySet();
  private final CountDownLatch closed = new CountDownLatch(1);

  /** Connections last used before this moment are probed before their next use. */
  private volatile long suspectBefore;

  public CommandConnections(
      AtServerDialer dialer, AtSign atSign, JsonObject clientConfig, Timeouts timeouts) {
    this.dialer = dialer;
    this.atSign = atSign;
    this.clientConfig = clientConfig;
    this.timeouts = timeouts;
    this.suspectBefore = System.nanoTime();
    Thread.ofVirtual().name("atclient " + atSign + " idle").start(this::closeIdle);
  }

  /**
   * A command that does not wait for the login.
   *
   * @param answer gets its payload, or what went wrong
   */
  public record First(Command command, CompletableFuture<String> answer) {}

  /**
   * Opens so many connections at once, and waits for the first, so that its failure shows. The
   * others come when they come; their failure is that of whoever needs them.
   *
   * @param first is asked together with the login, or as soon as the server takes it; null for
   *     nothing
   */
  public void open(int atOnce, @Nullable First first) {
    for (int i = 1; i < Math.min(atOnce, MOST_CONNECTIONS); i++) {
      Thread.ofVirtual().name("atclient " + atSign + " opening").start(this::openAside);
    }
    release(first == null ? borrow(deadline()) : openAsking(first));
  }

  private AtConnection openAsking(First first) {
    unopened.acquireUninterruptibly(); // There is one: no more are opened at once than may be.
    LoggedIn made;
    try {
      made = openNew(List.of(first.command()));
    } catch (AtClientException e) {
      first.answer().completeExceptionally(e);
      throw e;
    }
    List<CompletableFuture<ServerLine>> answers = made.answers();
    String verb = Answers.verbOf(first.command());
    Supplier<String> answer =
        answers == null
            ? () -> request(first.command())
            : () -> {
              AtConnection connection = made.connection();
              ServerLine line = connection.await(answers.getFirst(), verb, timeouts.request());
              return Answers.data(line, connection, atSign, verb);
            };
    Thread.ofVirtual()
        .name("atclient " + atSign + " first " + verb)
        .start(() -> {
          try {
            first.answer().complete(answer.get());
          } catch (AtClientException e) {
            first.answer().completeExceptionally(e);
          }
        });
    return made.connection();
  }

  private void openAside() {
    if (!unopened.tryAcquire()) {
      return;
    }
    try {
      // What a program waits for at its start has the processor to itself.
      dialer.letOthersGoFirst(SECOND_CONNECTION_WAITS);
      release(openNew());
    } catch (AtClientException e) {
      LOG.log(System.Logger.Level.DEBUG, "a further connection was not opened", e);
    } catch (InterruptedException e) {
      unopened.release();
      Thread.currentThread().interrupt();
    }
  }

  /** The payload of the answer; {@link org.noports.atclient.ServerRefused} for an error. */
  public String request(Command command) {
    boolean repeatable = Repeatable.test(command);
    long end = deadline();
    for (int attempt = 1; ; attempt++) {
      AtConnection connection = borrow(end);
      try {
        return Answers.data(
            connection.request(command, timeouts.request()),
            connection,
            atSign,
            Answers.verbOf(command));
      } catch (NotSent e) {
        if (attempt == MOST_ATTEMPTS) {
          throw new ConnectionLost(
              "the connection to the atServer of %s keeps breaking: %s; try again later"
                  .formatted(atSign, e.getMessage()),
              e);
        }
      } catch (ConnectionLost e) {
        if (!repeatable || attempt == MOST_ATTEMPTS || closed.getCount() == 0) {
          throw e;
        }
      } finally {
        release(connection);
      }
    }
  }

  /** The network may have changed: every connection is probed before it is used again. */
  public void suspect() {
    suspectBefore = System.nanoTime();
  }

  private long deadline() {
    return System.nanoTime() + timeouts.request().toNanos();
  }

  private AtConnection borrow(long end) {
    try {
      while (true) {
        AtConnection connection = idleOrNull(end);
        if (connection == null) {
          return openNew();
        }
        if (isUsable(connection)) {
          return connection;
        }
        connection.close();
        release(connection);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ClientClosed("interrupted while waiting for a connection of " + atSign, e);
    }
  }

  /** A connection nobody uses; null when the caller holds the permit to open another. */
  private @Nullable AtConnection idleOrNull(long end) throws InterruptedException {
    AtConnection connection = idle.pollFirst();
    if (connection != null) {
      return connection;
    }
    if (all.isEmpty() && unopened.tryAcquire()) {
      return null;
    }
    connection = idle.pollFirst(PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
    if (connection != null) {
      return connection;
    }
    if (unopened.tryAcquire()) {
      return null;
    }
    connection = idle.pollFirst(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
    if (connection == null) {
      throw new RequestTimedOut(
          "all %d connections to the atServer of %s are waiting for answers; try again"
              .formatted(MOST_CONNECTIONS, atSign));
    }
    return connection;
  }

  private AtConnection openNew() {
    return openNew(List.of()).connection();
  }

  private LoggedIn openNew(List<Command> behind) {
    AtConnection connection = null;
    try {
      requireOpen();
      LoggedIn made = dialer.dial("commands", clientConfig, notification -> {}, behind);
      connection = made.connection();
      all.add(connection);
      requireOpen(); // close() may have looked through the set before
      return made;
    } catch (AtClientException e) {
      if (connection != null) {
        connection.close();
        all.remove(connection);
      }
      unopened.release();
      throw e;
    }
  }

  private boolean isUsable(AtConnection connection) {
    if (!connection.isOpen()) {
      return false;
    }
    Duration unused = connection.idle();
    boolean suspect =
        unused.compareTo(TRUSTED_IDLE) > 0 || unused.toNanos() > System.nanoTime() - suspectBefore;
    if (!suspect) {
      return true;
    }
    try {
      connection.request(new Noop(Duration.ZERO), PROBE_LIMIT);
      return true;
    } catch (NotSent | AtClientException e) {
      LOG.log(System.Logger.Level.DEBUG, "a connection did not survive its rest", e);
      return false;
    }
  }

  private void release(AtConnection connection) {
    if (connection.isOpen() && closed.getCount() > 0) {
      idle.addFirst(connection);
    } else {
      connection.close();
      if (all.remove(connection)) {
        unopened.release();
      }
    }
  }

  private void closeIdle() {
    try {
      while (!closed.await(timeouts.commandIdle().toNanos() / 4, TimeUnit.NANOSECONDS)) {
        for (AtConnection connection = idle.pollLast();
            connection != null;
            connection = idle.pollLast()) {
          if (connection.idle().compareTo(timeouts.commandIdle()) < 0) {
            idle.addLast(connection);
            break;
          }
          connection.close();
          release(connection);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void requireOpen() {
    if (closed.getCount() == 0) {
      throw new ClientClosed("the client of " + atSign + " is closed");
    }
  }

  @Override
  public void close() {
    closed.countDown();
    all.forEach(AtConnection::close);
  }
}
