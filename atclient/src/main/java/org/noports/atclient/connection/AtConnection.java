package org.noports.atclient.connection;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
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
import org.noports.protocol.verb.Monitor;
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
 * {@link #awaited}. Only with a login may more be said than has been answered ({@link #ask}), to a
 * server that takes it so. Thread-safe. After a deadline the connection ends, because the late
 * answer would be taken for that of the next command.
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
  private final Wording said;
  private final Semaphore turn = new Semaphore(1, true);
  private final AwaitedAnswers awaited = new AwaitedAnswers();
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
    this.said = new Wording(atSign, address);
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
      socket = dialer.dialAtServer(address);
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
        // Before the look at endReason: one of the two sides sees the other.
        CompletableFuture<ServerLine> answer = awaited.expect();
        write(what, bytes(command.line() + "\n"), remaining(end));
        return await(answer, what, remaining(end), limit);
      } finally {
        lastUsed = System.nanoTime();
        turn.release();
      }
    } catch (InterruptedException e) {
      end(said.closed());
      Thread.currentThread().interrupt();
      throw new ClientClosed("interrupted while waiting for the answer to " + what, e);
    }
  }

  /**
   * Sends commands behind each other in one write, before any of them is answered; the answers, in
   * their order. Only for a connection that {@link #boundChallenge} says can do it, and its first
   * commands.
   */
  List<CompletableFuture<ServerLine>> ask(List<Command> commands, Duration limit) throws NotSent {
    StringBuilder lines = new StringBuilder();
    List<CompletableFuture<ServerLine>> answers = new ArrayList<>();
    for (Command command : commands) {
      lines.append(command.line()).append('\n');
      if (!(command instanceof Monitor)) {
        answers.add(awaited.expect());
      }
    }
    write(Answers.verbOf(commands.getFirst()), bytes(lines.toString()), limit);
    return answers;
  }

  /** Waits for an answer of {@link #ask}; fails as {@link #request} does. */
  public ServerLine await(CompletableFuture<ServerLine> answer, String what, Duration limit) {
    try {
      return await(answer, what, limit, limit);
    } catch (InterruptedException e) {
      end(said.closed());
      Thread.currentThread().interrupt();
      throw new ClientClosed("interrupted while waiting for the answer to " + what, e);
    }
  }

  private ServerLine await(
      CompletableFuture<ServerLine> answer, String what, Duration left, Duration limit)
      throws InterruptedException {
    try {
      return answer.get(left.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      RequestTimedOut late = said.timedOut(what, limit);
      end(late);
      throw late;
    } catch (ExecutionException e) {
      throw lostDuring(what);
    }
  }

  /**
   * The login challenge that both ends know already, and that the server reads what follows a login
   * behind it; null when it has to be asked for.
   */
  @Nullable String boundChallenge() {
    return socket.boundChallenge(atSign);
  }

  /** Sends a command that has no answer. */
  public void send(Command command, Duration limit) throws NotSent {
    write(Answers.verbOf(command), bytes(command.line() + "\n"), limit);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private void write(String what, byte[] lines, Duration limit) throws NotSent {
    AtClientException over = endReason;
    if (over instanceof AtServerUnreachable dead) {
      throw dead;
    }
    if (over != null) {
      throw new NotSent(over.getMessage());
    }
    Runnable breakOff = () -> end(said.timedOut(what, limit));
    try (Watchdog dog = Watchdog.over(limit, "write " + address, breakOff)) {
      socket.output().write(lines);
      socket.output().flush();
      if (dog.bitten()) {
        throw lostDuring(what);
      }
    } catch (IOException e) {
      end(said.lost(DialProblem.reason(e)));
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
      end(said.lost("the server closed the connection"));
    } catch (IOException e) {
      end(said.lost(DialProblem.reason(e)));
    } catch (ProtocolException e) {
      end(said.unintelligible(e));
    } finally {
      end(said.lost("its reader stopped"));
    }
  }

  private int readGreeting(InputStream in, byte[] buffer, Duration limit) throws IOException {
    Runnable breakOff =
        () -> end(said.unreachable("it did not greet within " + limit.toSeconds() + " s"));
    try (Watchdog dog = Watchdog.over(limit, "greeting " + address, breakOff)) {
      int n = in.read(buffer);
      if (n < 0 && !dog.bitten()) {
        end(said.unreachable("the server closed the connection"));
      }
      return n;
    } catch (IOException e) {
      end(said.unreachable(DialProblem.reason(e)));
      throw e;
    }
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
    if (awaited.came(line)) {
      return;
    }
    if (line instanceof ServerLine.Failure failure) {
      // Said by a server that is about to close, such as AT0012 or AT0024.
      end(
          said.lost(
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
    awaited.fail(why);
    LOG.log(System.Logger.Level.DEBUG, () -> "connection ended: " + why.getMessage());
  }

  private AtClientException lostDuring(String what) {
    AtClientException why = endReason;
    return switch (why) {
      case null -> said.lost("it ended during " + what);
      case RequestTimedOut late -> late;
      case ServerUnintelligible bad -> bad;
      case AtServerUnreachable dead -> dead;
      default -> new ConnectionLost("no answer to '%s': %s".formatted(what, why.getMessage()), why);
    };
  }

  private static Duration remaining(long end) {
    return Duration.ofNanos(Math.max(1, end - System.nanoTime()));
  }

  @Override
  public void close() {
    end(said.closed());
  }
}
