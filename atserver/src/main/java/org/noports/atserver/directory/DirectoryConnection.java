package org.noports.atserver.directory;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.WARNING;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.noports.atserver.AtServerException;
import org.noports.atserver.HostPort;
import org.noports.atserver.tls.SocketDeadlines.Deadline;
import org.noports.protocol.ProtocolException;
import org.noports.protocol.name.AtSign;

/**
 * One connection of the atDirectory (atprotocol.md 1.2): greeting, then a line, an answer in one
 * write, and so on. Runs in its own thread; other threads only close it.
 *
 * <p>The brake counts unknown names, empty lines not: the first is answered at once, the second
 * after a pause, at the third the connection is closed after the same pause.
 */
final class DirectoryConnection {
  private static final System.Logger LOG = System.getLogger(DirectoryConnection.class.getName());
  private static final int CHUNK = 512;
  private static final String EXIT = "@exit";
  private static final String UNKNOWN = "null\r\n@";
  private static final String STOPPING = "Stop in progress. Can't accept new requests.";
  private static final int UNKNOWN_ANSWERED_AT_ONCE = 1;
  private static final int UNKNOWN_ANSWERED = 2;

  private final Socket plain;
  private final AtDirectoryServer server;
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile boolean answering;
  private int unknownNames;

  DirectoryConnection(Socket plain, AtDirectoryServer server) {
    this.plain = plain;
    this.server = server;
  }

  void run() {
    try (plain) {
      plain.setTcpNoDelay(true);
      SSLSocket tls = server.tls().over(plain);
      try (Deadline _ = server.deadlines().after(server.limits().handshake(), plain)) {
        tls.startHandshake();
      }
      write(tls, "@");
      serve(tls);
      // Says goodbye in TLS, within bounds: the peer may no longer read.
      try (Deadline _ = server.deadlines().after(server.limits().handshake(), plain)) {
        tls.close();
      }
    } catch (IOException | AtServerException e) {
      LOG.log(DEBUG, "Connection to the directory ended: " + e.getMessage());
    } finally {
      ended.countDown();
    }
  }

  private void serve(SSLSocket tls) throws IOException {
    NameLines lines = new NameLines();
    byte[] chunk = new byte[CHUNK];
    InputStream in = tls.getInputStream();
    while (true) {
      int count = readWithin(in, chunk);
      answering = true;
      if (count < 0 || !lines.add(chunk, count)) {
        return;
      }
      for (String line = lines.next(); line != null; line = lines.next()) {
        if (server.stopping()) {
          write(tls, STOPPING);
          return;
        }
        if (!answer(tls, line.strip().toLowerCase(Locale.ROOT))) {
          return;
        }
      }
      // The reference ends at these five characters, whether or not the line is complete.
      if (lines.damaged() || lines.pending().strip().equalsIgnoreCase(EXIT)) {
        return;
      }
      answering = false;
      // A server that stopped a moment ago saw an answer under way and left the end to us.
      if (server.stopping()) {
        return;
      }
    }
  }

  private int readWithin(InputStream in, byte[] chunk) throws IOException {
    try (Deadline _ = server.deadlines().after(server.limits().idle(), plain)) {
      return in.read(chunk);
    }
  }

  /** False when the connection is to be closed. */
  private boolean answer(SSLSocket tls, String name) throws IOException {
    if (name.equals(EXIT)) {
      return false;
    }
    HostPort address =
        name.isEmpty() ? null : find(name.startsWith("@") ? name.substring(1) : name);
    if (address != null) {
      write(tls, address + "\r\n@");
      return true;
    }
    if (!name.isEmpty()) {
      unknownNames++;
      if (unknownNames > UNKNOWN_ANSWERED_AT_ONCE) {
        server.pauseUnlessStopping(server.limits().brake());
      }
      if (unknownNames > UNKNOWN_ANSWERED) {
        return false;
      }
    }
    write(tls, UNKNOWN);
    return true;
  }

  private @Nullable HostPort find(String name) {
    try {
      AtSign atSign = AtSign.of(name);
      // Normalising drops dots; the directory knows a name only as it is written.
      return atSign.bare().equals(name) ? server.names().lookUp(atSign) : null;
    } catch (ProtocolException notAName) {
      return null;
    } catch (AtServerException e) {
      LOG.log(WARNING, "The directory could not look a name up: " + e.getMessage());
      throw e;
    }
  }

  private void write(SSLSocket tls, String text) throws IOException {
    try (Deadline _ = server.deadlines().after(server.limits().handshake(), plain)) {
      tls.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
      tls.getOutputStream().flush();
    }
  }

  /** Ends a connection that is waiting for its peer; one that is answering ends by itself. */
  void closeIfIdle() {
    if (!answering) {
      abort();
    }
  }

  void abort() {
    try {
      plain.close();
    } catch (IOException e) {
      LOG.log(DEBUG, "A connection to the directory did not close", e);
    }
  }

  void awaitEnd(Duration time) throws InterruptedException {
    if (!ended.await(time.toMillis(), TimeUnit.MILLISECONDS)) {
      abort();
    }
  }
}
