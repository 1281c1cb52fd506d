package org.noports.atclient.connection;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.noports.atclient.AtClientException;
import org.noports.atclient.AtServerUnreachable;
import org.noports.atclient.ClientClosed;
import org.noports.atclient.ConnectionLost;
import org.noports.atclient.RequestTimedOut;
import org.noports.atclient.ServerUnintelligible;
import org.noports.protocol.ErrorCode;
import org.noports.protocol.ProtocolException;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.verb.Command;
import org.noports.protocol.wire.LineBuffer;
import org.noports.protocol.wire.NetworkText;
import org.noports.protocol.wire.ServerLine;
import org.noports.protocol.wire.ServerLineParser;

/**
 * One connection to an atServer (atclient.md 4.3): one request at a time, each with a deadline.
 *
 * <pre>
 * open   -- answer in time -----------------------------> open
 *        -- deadline, unparsable line, end of stream,
 *           close --------------------------------------> ended, for good
 * </pre>
 *
 * A reader thread of its own takes every line; callers write under {@link #turn} and wait for
 * {@link #pending}. Thread-safe. After a deadline the connection ends, because the late answer
 * would be taken for that of the next command.
 */
public final class AtConnection implements AutoCloseable {
  /** The longest line a server may send (atclient.md 9.5). */
  static final int LONGEST_LINE = 10_240_000;

  /** How many lines of a broken error text may follow its first (atprotocol.md 2.2). */
  private static final int MOST_ERROR_TEXT_LINES = 16;

  private static final int READ_SIZE = 16 * 1024;
  private static final System.Logger LOG = System.getLogger(AtConnection.class.getName());

  private final TlsSocket socket;
  private final ServerAddress address;
  private final AtSign atSign;
  private final Consumer<String> notifications;
  private final Semaphore turn = new Semaphore(1, true);
  private final AtomicReference<@Nullable CompletableFuture<ServerLine>> pending =
      new AtomicReference<>();
  private final CountDownLatch ended = new CountDownLatch(1);
  private final AtomicBoolean endClaimed = new AtomicBoolean();
  private volatile @Nullable AtClientException endReason;
  private volatile long lastUsed = System.nanoTime();

  /** Written and read by the reader thread only. */
  private int errorTextLines;

  private AtConnection(
      TlsSocket socket, ServerAddress address, AtSign atSign, Consumer<String> notifications) {
    this.socket = socket;
    this.address = address;
    this.atSign = atSign;
    this.notifications = notifications;
  }

  /**
   * Connects. The greeting is not waited for, which would take a round trip: the first command may
   * cross it (atprotocol.md 2.2). A server that does not greet in time, or ends before, shows as
   * {@link AtServerUnreachable} of the first request.
   *
   * @param limit for the greeting
   * @param notifications gets the JSON text of every notification line, on the reader thread; must
   *     not block
   */
  public static AtConnection open(
      TlsDialer dialer,
      ServerAddress address,
      AtSign atSign,
      String purpose,
      Duration limit,
      Consumer<String> notifications) {
    TlsSocket socket;
    try {
      socket = dialer.dial(address);
    } catch (IOException e) {
      throw DialProblem.ofAtServer(address, atSign, e);
    }
    AtConnection made = new AtConnection(socket, address, atSign, notifications);
    Thread.ofVirtual().name("atclient " + atSign + " " + purpose).start(() -> made.read(limit));
    return made;
  }

  public ServerAddress address() {
    return address;
  }

  public boolean isOpen() {
    return ended.getCount() > 0;
  }

  /** How long ago a request last ended. */
  public Duration idle() {
    return Duration.ofNanos(System.nanoTime() - lastUsed);
  }

  /** Waits until the connection has ended, however long that takes. */
  void awaitEnd() throws InterruptedException {
    ended.await();
  }

  /** Waits until the connection has ended; false when it has not within the limit. */
  public boolean awaitEnd(Duration limit) throws InterruptedException {
    return ended.await(limit.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** Why the connection ended, or null while it is open. */
  public @Nullable AtClientException endReason() {
    return endReason;
  }

  /**
   * Sends the command and waits for its answer, an error answer included. {@link RequestTimedOut},
   * {@link ConnectionLost} and {@link ServerUnintelligible} leave open whether it was carried out;
   * {@link NotSent} does not.
   */
  public ServerLine request(Command command, Duration limit) throws NotSent {
    long end = System.nanoTime() + limit.toNanos();
    String what = Answers.verbOf(command);
    try {
      if (!turn.tryAcquire(limit.toNanos(), TimeUnit.NANOSECONDS)) {
        throw new NotSent("the connection is busy with another request");
      }
      try {
        CompletableFuture<ServerLine> answer = new CompletableFuture<>();
        pending.set(answer); // before the look at endReason: one of the two sides sees the other
        write(command, remaining(end));
        return answer.get(remaining(end).toNanos(), TimeUnit.NANOSECONDS);
      } finally {
        pending.set(null);
        lastUsed = System.nanoTime();
        turn.release();
      }
    } catch (TimeoutException e) {
      RequestTimedOut late = timedOut(what, limit);
      end(late);
      throw late;
    } catch (ExecutionException e) {
      throw lostDuring(what);
    } catch (InterruptedException e) {
      end(closed());
      Thread.currentThread().interrupt();
      throw new ClientClosed("interrupted while waiting for the answer to " + what, e);
    }
  }

  /** Sends a command that has no answer. */
  public void send(Command command, Duration limit) throws NotSent {
    write(command, limit);
  }

  private void write(Command command, Duration limit) throws NotSent {
    byte[] line = (command.line() + "\n").getBytes(StandardCharsets.UTF_8);
    AtClientException over = endReason;
    if (over instanceof AtServerUnreachable dead) {
      throw dead;
    }
    if (over != null) {
      throw new NotSent(over.getMessage());
    }
    String what = Answers.verbOf(command);
    Runnable breakOff = () -> end(timedOut(what, limit));
    try (Watchdog dog = Watchdog.over(limit, "write " + address, breakOff)) {
      socket.output().write(line);
      socket.output().flush();
      if (dog.bitten()) {
        throw lostDuring(what);
      }
    } catch (IOException e) {
      end(lost(DialProblem.reason(e)));
      throw lostDuring(what);
    }
  }

  private void read(Duration greetingLimit) {
    try {
      InputStream in = socket.input();
      LineBuffer lines = new LineBuffer(LONGEST_LINE);
      byte[] buffer = new byte[READ_SIZE];
      for (int n = readGreeting(in, buffer, greetingLimit); n >= 0; n = in.read(buffer)) {
        lines.add(buffer, 0, n);
        for (String line = lines.next(); line != null; line = lines.next()) {
          take(line);
        }
      }
      end(lost("the server closed the connection"));
    } catch (IOException e) {
      end(lost(DialProblem.reason(e)));
    } catch (ProtocolException e) {
      end(unintelligible(e));
    } finally {
      end(lost("its reader stopped"));
    }
  }

  private int readGreeting(InputStream in, byte[] buffer, Duration limit) throws IOException {
    Runnable breakOff =
        () -> end(unreachable("it did not greet within " + limit.toSeconds() + " s"));
    try (Watchdog dog = Watchdog.over(limit, "greeting " + address, breakOff)) {
      int n = in.read(buffer);
      if (n < 0 && !dog.bitten()) {
        end(unreachable("the server closed the connection"));
      }
      return n;
    } catch (IOException e) {
      end(unreachable(DialProblem.reason(e)));
      throw e;
    }
  }

  private AtServerUnreachable unreachable(String why) {
    return new AtServerUnreachable(
        "the atServer of %s at %s does not work: %s; try again later"
            .formatted(atSign, address, why));
  }

  private void take(String line) {
    if (line.isBlank()) {
      return;
    }
    ServerLine parsed;
    try {
      parsed = ServerLineParser.parse(line);
    } catch (ProtocolException e) {
      if (errorTextLines > 0) {
        errorTextLines--;
        return;
      }
      throw e;
    }
    switch (parsed) {
      case ServerLine.NotificationLine notification -> notifications.accept(notification.json());
      case ServerLine.Data data -> answer(data, 0);
      case ServerLine.Failure failure -> answer(failure, MOST_ERROR_TEXT_LINES);
      case ServerLine.PolAccepted pol -> throw unexpected("a pol answer");
      case ServerLine.StreamLine stream -> throw unexpected("a stream line");
    }
  }

  private void answer(ServerLine line, int moreLinesAllowed) {
    errorTextLines = moreLinesAllowed;
    CompletableFuture<ServerLine> waiting = pending.getAndSet(null);
    if (waiting != null) {
      waiting.complete(line);
    } else if (line instanceof ServerLine.Failure failure) {
      // Said by a server that is about to close, such as AT0012 or AT0024.
      end(
          lost(
              "the server said %s %s"
                  .formatted(failure.rawCode(), NetworkText.escaped(failure.message()))));
    } else {
      throw unexpected("an answer nobody asked for");
    }
  }

  private static ProtocolException unexpected(String what) {
    return new ProtocolException(ErrorCode.AT0003, what);
  }

  private void end(AtClientException why) {
    if (!endClaimed.compareAndSet(false, true)) {
      return;
    }
    endReason = why;
    ended.countDown();
    socket.cut();
    CompletableFuture<ServerLine> waiting = pending.getAndSet(null);
    if (waiting != null) {
      waiting.completeExceptionally(why);
    }
    LOG.log(System.Logger.Level.DEBUG, () -> "connection ended: " + why.getMessage());
  }

  private AtClientException lostDuring(String what) {
    AtClientException why = endReason;
    return switch (why) {
      case null -> lost("it ended during " + what);
      case RequestTimedOut late -> late;
      case ServerUnintelligible bad -> bad;
      case AtServerUnreachable dead -> dead;
      default -> new ConnectionLost("no answer to '%s': %s".formatted(what, why.getMessage()), why);
    };
  }

  private RequestTimedOut timedOut(String what, Duration limit) {
    return new RequestTimedOut(
        "the atServer of %s at %s did not answer '%s' within %s s; try again"
            .formatted(atSign, address, what, seconds(limit)));
  }

  private ConnectionLost lost(String why) {
    return new ConnectionLost(
        "the connection to the atServer of %s at %s ended: %s".formatted(atSign, address, why));
  }

  private ServerUnintelligible unintelligible(ProtocolException e) {
    String detail = e.getMessage() == null ? "" : e.getMessage();
    return new ServerUnintelligible(
        "the atServer of %s at %s sent something that is not the protocol: %s"
            .formatted(atSign, address, NetworkText.escaped(detail)),
        e);
  }

  private ClientClosed closed() {
    return new ClientClosed(
        "the connection to the atServer of %s at %s was closed".formatted(atSign, address));
  }

  private static Duration remaining(long end) {
    return Duration.ofNanos(Math.max(1, end - System.nanoTime()));
  }

  private static String seconds(Duration limit) {
    long millis = limit.toMillis();
    return millis % 1000 == 0 ? Long.toString(millis / 1000) : Double.toString(millis / 1000.0);
  }

  @Override
  public void close() {
    end(closed());
  }
}
