package org.noports.atclient.connection;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.noports.atclient.ClientClosed;
import org.noports.atclient.DirectoryAddress;
import org.noports.atclient.UnknownAtSign;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.wire.NetworkText;

/**
 * Asks the atDirectory where an atServer is (atprotocol.md 1.2, atclient.md 4.1). An attempt that
 * fails is repeated after a short pause, as long as the time for all of them lasts; the answer that
 * there is no such atSign is final. Keeps nothing; thread-safe.
 */
public final class DirectoryLookup {
  private static final List<Duration> PAUSES =
      List.of(
          Duration.ofMillis(50),
          Duration.ofMillis(100),
          Duration.ofMillis(150),
          Duration.ofMillis(200));
  private static final int LONGEST_GREETING = 256;
  private static final int LONGEST_ANSWER = 512;

  /** All attempts together take at most this many times the limit of one. */
  private static final int LIMITS_IN_ALL = 2;

  private static final Pattern ADDRESS =
      Pattern.compile("([A-Za-z0-9_]([A-Za-z0-9_.-]{0,251}[A-Za-z0-9_])?):([0-9]{1,5})");

  private final DirectoryAddress directory;
  private final TlsDialer dialer;
  private final Duration attemptLimit;

  public DirectoryLookup(DirectoryAddress directory, TlsDialer dialer, Duration attemptLimit) {
    this.directory = directory;
    this.dialer = dialer;
    this.attemptLimit = attemptLimit;
  }

  DirectoryAddress address() {
    return directory;
  }

  /**
   * The address of the atSign's server; {@link UnknownAtSign}, {@link
   * org.noports.atclient.DirectoryUnreachable} or {@link org.noports.atclient.NotTrusted} without
   * one.
   */
  public ServerAddress find(AtSign atSign) {
    ServerAddress there = new ServerAddress(directory.host(), directory.port());
    if (directory.proxy()) {
      return there;
    }
    long giveUp = System.nanoTime() + attemptLimit.toNanos() * LIMITS_IN_ALL;
    for (int failures = 0; ; failures++) {
      try {
        return attempt(there, atSign);
      } catch (IOException e) {
        boolean last = failures == PAUSES.size() || System.nanoTime() - giveUp >= 0;
        if (last || !worthRepeating(e)) {
          throw DialProblem.ofDirectory(directory, atSign, e);
        }
        pause(PAUSES.get(failures));
      }
    }
  }

  private static boolean worthRepeating(IOException e) {
    return !DialProblem.isDistrust(e);
  }

  private ServerAddress attempt(ServerAddress there, AtSign atSign) throws IOException {
    TlsSocket socket = dialer.dial(there);
    try (Watchdog dog = Watchdog.over(attemptLimit, "look-up " + atSign, socket::cut)) {
      try {
        return ask(socket, atSign);
      } catch (IOException e) {
        throw dog.bitten()
            ? new SocketTimeoutException(
                "no answer to the look-up within " + attemptLimit.toSeconds() + " s")
            : e;
      }
    } finally {
      socket.cut();
    }
  }

  private ServerAddress ask(TlsSocket socket, AtSign atSign) throws IOException {
    InputStream in = socket.input();
    OutputStream out = socket.output();
    readTo(in, '@', LONGEST_GREETING);
    out.write((atSign.bare() + "\n").getBytes(StandardCharsets.UTF_8));
    out.flush();
    String answer = readTo(in, '\n', LONGEST_ANSWER).strip();
    out.write("@exit\n".getBytes(StandardCharsets.UTF_8));
    out.flush();
    return address(answer.startsWith("@") ? answer.substring(1).strip() : answer, atSign);
  }

  private ServerAddress address(String answer, AtSign atSign) throws IOException {
    if (answer.equals("null")) {
      throw new UnknownAtSign(
          "the atDirectory at %s:%d does not know %s; check the spelling, and that this is its directory"
              .formatted(directory.host(), directory.port(), atSign));
    }
    Matcher parts = ADDRESS.matcher(answer);
    if (!parts.matches()) {
      throw new IOException(
          "it answered '" + NetworkText.escaped(answer) + "' instead of host:port");
    }
    int port = Integer.parseInt(parts.group(3));
    if (port < 1 || port > 65535) {
      throw new IOException("it answered with the port " + port + ", which does not exist");
    }
    return new ServerAddress(parts.group(1), port);
  }

  private static String readTo(InputStream in, char last, int limit) throws IOException {
    StringBuilder text = new StringBuilder();
    while (text.length() < limit) {
      int c = in.read();
      if (c < 0) {
        throw new EOFException("it closed the connection before it answered");
      }
      if (c == last) {
        return text.toString();
      }
      text.append((char) c);
    }
    throw new IOException("it sent more than " + limit + " bytes instead of an answer");
  }

  private static void pause(Duration pause) {
    try {
      Thread.sleep(pause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ClientClosed("interrupted while asking the atDirectory", e);
    }
  }
}
