package org.noports.atserver.directory;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.noports.atserver.AtServerException;
import org.noports.atserver.HostPort;
import org.noports.atserver.tls.ClientTls;
import org.noports.atserver.tls.SocketDeadlines;
import org.noports.atserver.tls.SocketDeadlines.Deadline;
import org.noports.protocol.name.AtSign;

/**
 * Asks an atDirectory (atprotocol.md 1.2) and remembers addresses for an hour, or until one turns
 * out to be of no use. Each question has a connection of its own: a directory slows a connection
 * down that asks for unknown names.
 *
 * <p>Thread-safe; blocks for at most the given time. The lock guards the remembered addresses.
 */
public final class DirectoryClient implements AtDirectory, AutoCloseable {
  static final Duration REMEMBERED = Duration.ofHours(1);
  private static final int REMEMBERED_AT_MOST = 10_000;
  private static final Duration TIME = Duration.ofSeconds(3);
  private static final int LONGEST_ANSWER = 512;

  private final HostPort address;
  private final ClientTls tls;
  private final InstantSource clock;
  private final Duration time;
  private final SocketDeadlines deadlines = new SocketDeadlines("directory look-up deadlines");
  private final ReentrantLock lock = new ReentrantLock();
  private final LinkedHashMap<AtSign, Remembered> addresses = new LinkedHashMap<>();

  private record Remembered(HostPort address, Instant until) {}

  public DirectoryClient(HostPort address, ClientTls tls, InstantSource clock) {
    this(address, tls, clock, TIME);
  }

  /**
   * @param time limit of one question, connecting included
   */
  public DirectoryClient(HostPort address, ClientTls tls, InstantSource clock, Duration time) {
    this.address = address;
    this.tls = tls;
    this.clock = clock;
    this.time = time;
  }

  @Override
  public @Nullable HostPort lookUp(AtSign atSign) {
    HostPort known = remembered(atSign);
    if (known != null) {
      return known;
    }
    HostPort found = ask(atSign);
    if (found != null) {
      remember(atSign, found);
    }
    return found;
  }

  @Override
  public void forget(AtSign atSign) {
    lock.lock();
    try {
      addresses.remove(atSign);
    } finally {
      lock.unlock();
    }
  }

  private @Nullable HostPort remembered(AtSign atSign) {
    lock.lock();
    try {
      Remembered known = addresses.get(atSign);
      return known != null && clock.instant().isBefore(known.until()) ? known.address() : null;
    } finally {
      lock.unlock();
    }
  }

  private void remember(AtSign atSign, HostPort found) {
    lock.lock();
    try {
      addresses.remove(atSign);
      addresses.put(atSign, new Remembered(found, clock.instant().plus(REMEMBERED)));
      if (addresses.size() > REMEMBERED_AT_MOST) {
        addresses.pollFirstEntry();
      }
    } finally {
      lock.unlock();
    }
  }

  private @Nullable HostPort ask(AtSign atSign) {
    Socket plain = new Socket();
    try (plain;
        Deadline deadline = deadlines.after(time, plain)) {
      try {
        return ask(plain, atSign);
      } catch (IOException e) {
        throw new DirectoryException(
            "The directory at "
                + address
                + (deadline.passed() ? " did not answer in time" : " can't be asked: ")
                + (deadline.passed() ? "" : e.getMessage()),
            e);
      }
    } catch (IOException e) {
      throw new DirectoryException("The connection to the directory did not close", e);
    }
  }

  private @Nullable HostPort ask(Socket plain, AtSign atSign) throws IOException {
    plain.connect(
        new InetSocketAddress(address.host(), address.port()), Math.toIntExact(time.toMillis()));
    plain.setTcpNoDelay(true);
    SSLSocket socket = tls.over(plain, address.host(), address.port());
    socket.startHandshake();
    InputStream in = socket.getInputStream();
    int greeting = in.read();
    if (greeting != '@') {
      throw new IOException("it did not greet as a directory does");
    }
    socket.getOutputStream().write((atSign.bare() + "\n").getBytes(StandardCharsets.UTF_8));
    String answer = line(in);
    socket.getOutputStream().write("@exit\n".getBytes(StandardCharsets.US_ASCII));
    return read(answer);
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new IOException("it closed the connection without an answer");
      }
      if (line.length() == LONGEST_ANSWER) {
        throw new IOException("its answer is longer than " + LONGEST_ANSWER + " bytes");
      }
      line.append((char) next);
    }
    String text = line.toString().strip();
    return text.startsWith("@") ? text.substring(1) : text;
  }

  private static @Nullable HostPort read(String answer) throws IOException {
    if (answer.equals("null")) {
      return null;
    }
    try {
      return HostPort.parse(answer);
    } catch (AtServerException e) {
      throw new IOException("its answer is no address: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    deadlines.close();
  }
}
