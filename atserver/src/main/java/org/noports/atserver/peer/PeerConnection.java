package org.noports.atserver.peer;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.noports.atserver.HostPort;
import org.noports.atserver.tls.ClientTls;
import org.noports.atserver.tls.SocketDeadlines;
import org.noports.atserver.tls.SocketDeadlines.Deadline;
import org.noports.protocol.ProtocolException;
import org.noports.protocol.wire.LineBuffer;
import org.noports.protocol.wire.ServerLine;
import org.noports.protocol.wire.ServerLineParser;

/**
 * One TLS connection to an atServer, one request at a time (atprotocol.md 2.2 and 2.3). Answers are
 * read line by line; the prompt behind one is taken with the next. After an {@link IOException}
 * nothing is known of what the peer will say next: the connection is to be closed.
 *
 * <p>Used by one thread at a time; {@link #close} by any.
 */
final class PeerConnection implements AutoCloseable {
  private static final int CHUNK = 16_384;
  private static final int LIVENESS_MILLIS = 1;

  /** Lines of an old server's error text that may stand between two answers. */
  private static final int STRAY_LINES = 16;

  private final Socket plain;
  private final SSLSocket tls;
  private final SocketDeadlines deadlines;
  private final LineBuffer lines;
  private final byte[] chunk = new byte[CHUNK];
  private int strayLines;

  private PeerConnection(Socket plain, SSLSocket tls, SocketDeadlines deadlines, int longestLine) {
    this.plain = plain;
    this.tls = tls;
    this.deadlines = deadlines;
    this.lines = new LineBuffer(longestLine);
  }

  /** Connects, makes the TLS handshake and waits for the greeting, all within the given time. */
  static PeerConnection open(
      HostPort address, ClientTls tls, SocketDeadlines deadlines, PeerSettings settings)
      throws IOException {
    Socket plain = new Socket();
    boolean opened = false;
    try (Deadline deadline = deadlines.after(settings.connect(), plain)) {
      plain.connect(
          new InetSocketAddress(address.host(), address.port()),
          Math.toIntExact(settings.connect().toMillis()));
      plain.setTcpNoDelay(true);
      SSLSocket socket = tls.over(plain, address.host(), address.port());
      PeerConnection connection =
          new PeerConnection(plain, socket, deadlines, settings.lineBytes());
      try {
        socket.startHandshake();
        connection.awaitGreeting();
      } catch (IOException e) {
        throw deadline.passed() ? new PeerTimeout("no greeting in time", e) : e;
      }
      opened = true;
      return connection;
    } finally {
      if (!opened) {
        plain.close();
      }
    }
  }

  private void awaitGreeting() throws IOException {
    // A command that crosses the greeting has been seen to get no answer from old servers.
    while (lines.size() == 0) {
      read();
    }
    if (!lines.pending().equals("@")) {
      throw new IOException("the peer did not greet as an atServer does");
    }
  }

  /**
   * Sends one line and waits for its answer.
   *
   * @throws PeerTimeout when there is none in time
   */
  ServerLine request(String line, Duration time) throws IOException {
    try (Deadline deadline = deadlines.after(time, plain)) {
      try {
        forgetStrayLines();
        send(line);
        return answer();
      } catch (IOException e) {
        throw deadline.passed() ? new PeerTimeout("no answer in time", e) : e;
      }
    }
  }

  /** Sends {@code pol} and waits for the bare prompt or an error. */
  ServerLine pol(String prompt, Duration time) throws IOException {
    try (Deadline deadline = deadlines.after(time, plain)) {
      try {
        forgetStrayLines();
        send("pol");
        return polAnswer(prompt);
      } catch (IOException e) {
        throw deadline.passed() ? new PeerTimeout("no answer in time", e) : e;
      }
    }
  }

  private ServerLine polAnswer(String prompt) throws IOException {
    while (true) {
      ServerLine line = nextAnswer();
      if (line != null) {
        return line;
      }
      // The prompt behind the answer to from may still be before it.
      String pending = lines.pending();
      if (pending.equals(prompt) || pending.equals("@" + prompt)) {
        ServerLine accepted = ServerLineParser.parse(prompt);
        lines.clear();
        return accepted;
      }
      read();
    }
  }

  private ServerLine answer() throws IOException {
    while (true) {
      ServerLine line = nextAnswer();
      if (line != null) {
        return line;
      }
      read();
    }
  }

  /** The next answer among the lines that have arrived; passes over the rest of an error text. */
  private @Nullable ServerLine nextAnswer() throws IOException {
    for (String line = nextLine(); line != null; line = nextLine()) {
      ServerLine parsed = parse(line);
      if (parsed instanceof ServerLine.Data || parsed instanceof ServerLine.Failure) {
        strayLines = 0;
        return parsed;
      }
      strayLines++;
      if (strayLines > STRAY_LINES) {
        throw new IOException("the peer sent what is no answer");
      }
    }
    return null;
  }

  /** An answer nobody asked for would be taken for that of the next request. */
  private void forgetStrayLines() throws IOException {
    if (nextAnswer() != null) {
      throw new IOException("the peer sent an answer nobody asked for");
    }
  }

  private @Nullable String nextLine() throws IOException {
    try {
      return lines.next();
    } catch (ProtocolException e) {
      throw new IOException("the peer sent " + e.getMessage(), e);
    }
  }

  private static @Nullable ServerLine parse(String line) {
    try {
      return ServerLineParser.parse(line);
    } catch (ProtocolException strayText) {
      return null;
    }
  }

  private void send(String line) throws IOException {
    if (line.indexOf('\n') >= 0) {
      throw new IOException("a request can't hold a line feed");
    }
    tls.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
    tls.getOutputStream().flush();
  }

  private void read() throws IOException {
    InputStream in = tls.getInputStream();
    int count = in.read(chunk);
    if (count < 0) {
      throw new PeerClosed();
    }
    lines.add(chunk, 0, count);
  }

  /** Whether the peer has not closed an idle connection; asked before it is used again. */
  boolean usable() {
    if (plain.isClosed()) {
      return false;
    }
    try {
      forgetStrayLines();
      tls.setSoTimeout(LIVENESS_MILLIS);
      try {
        read();
        forgetStrayLines();
        return true;
      } catch (SocketTimeoutException alive) {
        return true;
      } finally {
        tls.setSoTimeout(0);
      }
    } catch (IOException e) {
      return false;
    }
  }

  /** Closes it after that time unless it is used before. */
  Deadline closeAfter(Duration idle) {
    return deadlines.after(idle, plain);
  }

  @Override
  public void close() {
    try {
      plain.close();
    } catch (IOException e) {
      // Closed as far as it can be.
      return;
    }
  }
}
