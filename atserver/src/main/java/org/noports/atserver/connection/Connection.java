package org.noports.atserver.connection;

import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.function.LongSupplier;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.noports.atserver.Limits;
import org.noports.atserver.store.StoreException;
import org.noports.atserver.tls.ServerTls;
import org.noports.protocol.ErrorCode;
import org.noports.protocol.ProtocolException;
import org.noports.protocol.wire.LineBuffer;
import org.noports.protocol.wire.Prompt;

/**
 * One inbound connection from its TLS handshake to its end (atprotocol.md 2.2).
 *
 * <pre>
 * handshake -> greeting -> anonymous -> owner (cram, pkam) | peer (pol) -> closed
 *                              ^--------- failed pkam ---------'
 * </pre>
 *
 * <p>{@link #run} is the connection's own virtual thread: it reads, has each line carried out and
 * answers it before the next. Other threads may only {@link #checkTime}, {@link #abort} and offer
 * lines to the {@link Outbox}.
 */
public final class Connection implements Runnable {
  private static final Logger LOG = System.getLogger(Connection.class.getName());
  private static final int READ_BYTES = 8_192;

  /** A read begins so small: thousands of connections wait in one. */
  private static final int FIRST_READ_BYTES = 1_024;

  private static final Duration DRAIN_TIME = Duration.ofSeconds(1);

  private final Socket raw;
  private final ServerTls tls;
  private final Arrival arrival;
  private final Limits limits;
  private final StorageTrouble storageTrouble;
  private final LongSupplier nanoTime;
  private final String id;
  private final long openedAt;
  private Runnable atEnd = () -> {};
  private volatile @Nullable Session session;
  private volatile @Nullable Destination destination;
  private volatile boolean stopping;
  private volatile boolean answering;
  private volatile long closeAt = Long.MAX_VALUE;

  /**
   * A connection that is accepted and begins when it is run.
   *
   * @param id the session id, {@code _} and a UUID
   */
  public Connection(
      Socket raw,
      ServerTls tls,
      Arrival arrival,
      Limits limits,
      StorageTrouble storageTrouble,
      LongSupplier nanoTime,
      String id) {
    this.storageTrouble = storageTrouble;
    this.raw = raw;
    this.tls = tls;
    this.arrival = arrival;
    this.limits = limits;
    this.nanoTime = nanoTime;
    this.id = id;
    this.openedAt = nanoTime.getAsLong();
  }

  /** What stands for the other end's address where it is counted. */
  public String address() {
    return Addresses.keyOf(raw.getInetAddress());
  }

  /** Runs that when the connection has ended; only its own thread may say so, before it ends. */
  public void onEnd(Runnable then) {
    atEnd = then;
  }

  /** The dialogue's state, null until the TLS handshake is done. */
  public @Nullable Session session() {
    return session;
  }

  @Override
  public void run() {
    try (SSLSocket socket = tls.over(raw)) {
      raw.setTcpNoDelay(true);
      raw.setKeepAlive(true);
      socket.startHandshake();
      Destination to = arrival.arrived(this, serverName(socket));
      if (to != null) {
        destination = to;
        converse(socket, to);
      }
    } catch (SSLException | SocketException e) {
      LOG.log(Level.DEBUG, "{0}: connection from {1} ended: {2}", owner(), remote(), kind(e));
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "{0}: connection from {1} failed: {2}", owner(), remote(), kind(e));
    } finally {
      abort();
      atEnd.run();
    }
  }

  private static @Nullable String serverName(SSLSocket socket) {
    if (socket.getSession() instanceof ExtendedSSLSession session) {
      for (SNIServerName name : session.getRequestedServerNames()) {
        if (name instanceof SNIHostName host) {
          return host.getAsciiName();
        }
      }
    }
    return null;
  }

  private static @Nullable X509Certificate certificate(SSLSocket socket) {
    try {
      return socket.getSession().getPeerCertificates()[0] instanceof X509Certificate shown
          ? shown
          : null;
    } catch (SSLPeerUnverifiedException e) {
      return null; // Clients show none.
    }
  }

  private void converse(SSLSocket socket, Destination to) throws IOException {
    Outbox outbox =
        new Outbox(
            socket.getOutputStream(),
            this::abort,
            limits.monitorQueueLines(),
            limits.monitorQueueBytes(),
            nanoTime);
    if (to.full()) {
      outbox.answer(bytes("error:AT0012-" + ErrorCode.AT0012.text() + "\n"));
      finish(socket);
      return;
    }
    Session state =
        new Session(
            id, outbox, remote(), address(), certificate(socket), ChallengeBinding.of(socket));
    session = state;
    try {
      outbox.answer(bytes(Prompt.ANONYMOUS));
      if (serve(socket.getInputStream(), state, to)) {
        outbox.finish();
        finish(socket);
      }
    } finally {
      state.close();
      outbox.close();
    }
  }

  /**
   * Reads and answers until the end.
   *
   * @return whether the server ended it, so that a last answer has still to arrive
   */
  private boolean serve(InputStream in, Session state, Destination to) throws IOException {
    LineBuffer lines = new LineBuffer(limits.lineBytes());
    PreLoginBudget budget = new PreLoginBudget(limits);
    byte[] chunk = new byte[FIRST_READ_BYTES];
    for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
      try {
        if (!state.loggedIn()) {
          budget.spend(chunk, n);
        }
        lines.add(chunk, 0, n);
      } catch (ProtocolException e) {
        answer(state, new Answer.Failure(Refusal.of(e.code(), message(e))), to);
        return true;
      }
      // Asked again after the answers: who stops us while we answer leaves the end to us.
      if (answerLines(lines, state, to) || stopping) {
        return true;
      }
      if (n == chunk.length && n < READ_BYTES) {
        chunk = new byte[2 * n];
      }
    }
    return false;
  }

  /** Carries out every whole line there is, in order; true when the server ends it. */
  private boolean answerLines(LineBuffer lines, Session state, Destination to) throws IOException {
    while (true) {
      answering = true;
      state.outbox().beginAnswering();
      try {
        Answer answer = next(lines, state, to);
        if (answer == null) {
          return false;
        }
        if (answer(state, answer, to) || stopping) {
          return true;
        }
      } finally {
        state.outbox().endAnswering();
        answering = false;
      }
    }
  }

  /** The answer to the next line, null when there is no whole one. */
  private @Nullable Answer next(LineBuffer lines, Session state, Destination to) {
    try {
      String line = lines.next();
      return line == null ? null : carryOut(line.strip(), state, to);
    } catch (ProtocolException e) {
      return new Answer.Failure(Refusal.of(e.code(), message(e)));
    }
  }

  private Answer carryOut(String command, Session state, Destination to) {
    try {
      return switch (command) {
        case "" -> new Answer.Failure(Refusal.invalidCommand());
        case "@exit" -> new Answer.Farewell();
        default -> to.dispatcher().answer(command, state);
      };
    } catch (Refusal e) {
      return new Answer.Failure(e);
    } catch (ProtocolException e) {
      return new Answer.Failure(Refusal.of(e.code(), message(e)));
    } catch (StoreException e) {
      storageTrouble.noticed(to.owner(), e);
      return new Answer.Failure(Refusal.of(ErrorCode.AT0002, "the storage failed"));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Answer.Failure(Refusal.of(ErrorCode.AT0024, Refusal.PAUSED));
    } catch (RuntimeException e) {
      // The kind of failure is enough to find the place; its message may hold what a user sent.
      LOG.log(Level.ERROR, "{0}: {1} at {2}", to.owner(), e.getClass().getName(), place(e));
      return new Answer.Failure(Refusal.closing(ErrorCode.AT0011, "the command failed"));
    }
  }

  /** Sends the answer and says whether the connection ends with it. */
  private boolean answer(Session state, Answer answer, Destination to) throws IOException {
    Responses.Response response = Responses.of(answer, to.owner(), state);
    if (!response.text().isEmpty()) {
      state.outbox().answer(bytes(response.text()));
    }
    if (answer instanceof Answer.DataThenClose later) {
      closeAt = nanoTime.getAsLong() + later.after().toNanos();
    }
    return response.close();
  }

  /**
   * Ends the connection from our side so that the last answer arrives: what the other side still
   * sends is read away for a moment, because unread bytes would make the close a reset.
   */
  private void finish(SSLSocket socket) throws IOException {
    socket.shutdownOutput();
    raw.setSoTimeout((int) DRAIN_TIME.toMillis());
    closeAt = Math.min(closeAt, nanoTime.getAsLong() + DRAIN_TIME.toNanos());
    InputStream in = raw.getInputStream();
    byte[] away = new byte[READ_BYTES];
    int read = in.read(away);
    while (read >= 0) {
      read = in.read(away);
    }
  }

  /** Closes the connection when one of its times is over. Any thread; never blocks. */
  public void checkTime() {
    long now = nanoTime.getAsLong();
    Session state = session;
    boolean over;
    if (state == null) {
      over = now - openedAt > limits.handshakeTime().toNanos();
    } else {
      Duration idle = state.loggedIn() ? limits.authenticatedIdle() : limits.unauthenticatedIdle();
      over =
          now - state.outbox().lastWrite() > idle.toNanos()
              || state.outbox().stuck(now, limits.writeTime().toNanos());
    }
    if (over || now >= closeAt) {
      abort();
    }
  }

  /** Ends the connection, after the command it is carrying out. Any thread; never blocks. */
  public void shutDown() {
    stopping = true;
    if (!answering) {
      abort();
    }
  }

  /** Ends the connection at once, whatever its threads do. Any thread. */
  public void abort() {
    try {
      raw.close();
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "{0}: close failed: {1}", owner(), kind(e));
    }
  }

  private String remote() {
    return String.valueOf(raw.getRemoteSocketAddress()).replaceFirst("^[^/]*/", "");
  }

  /** For the log: whose it is, as far as that is known. */
  private String owner() {
    Destination to = destination;
    return to == null ? "nobody" : to.owner().text();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String message(ProtocolException e) {
    return String.valueOf(e.getMessage());
  }

  private static String kind(Exception e) {
    return e.getClass().getSimpleName();
  }

  private static String place(RuntimeException e) {
    StackTraceElement[] trace = e.getStackTrace();
    return trace.length == 0 ? "unknown place" : trace[0].toString();
  }
}
