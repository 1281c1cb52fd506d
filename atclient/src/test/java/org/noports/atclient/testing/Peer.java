package org.noports.atclient.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.wire.BoundChallenge;

/** The server's side of one connection. Reading is one thread's, writing anybody's. */
public final class Peer {
  private final Socket raw;
  private final SSLSocket tls;
  private final int number;
  private final ReentrantLock writing = new ReentrantLock();

  Peer(Socket raw, SSLSocket tls, int number) {
    this.raw = raw;
    this.tls = tls;
    this.number = number;
  }

  /** The how manieth connection of the server this is, from 1. */
  public int number() {
    return number;
  }

  /** What both ends of a connection know of each other that agreed on prompt logins; else null. */
  public @Nullable String boundChallenge(AtSign atSign) throws IOException {
    return "noports-login/1".equals(tls.getApplicationProtocol())
        ? BoundChallenge.of(
            atSign,
            ((ExtendedSSLSession) tls.getSession())
                .exportKeyingMaterialData(
                    "EXPERIMENTAL-noports-login-1",
                    atSign.text().getBytes(StandardCharsets.UTF_8),
                    32))
        : null;
  }

  /** The next line without its line feed, null at the end of the stream. */
  public @Nullable String read() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = tls.getInputStream().read(); b != '\n'; b = tls.getInputStream().read()) {
      if (b < 0) {
        return null;
      }
      line.write(b);
    }
    return line.toString(StandardCharsets.UTF_8);
  }

  public void write(String text) throws IOException {
    write(text.getBytes(StandardCharsets.UTF_8));
  }

  public void write(byte[] bytes) throws IOException {
    writing.lock();
    try {
      tls.getOutputStream().write(bytes);
      tls.getOutputStream().flush();
    } finally {
      writing.unlock();
    }
  }

  /** Each chunk is a TLS record and a TCP segment of its own, cut anywhere, even in a character. */
  public void writeInChunks(String text, int size) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    for (int from = 0; from < bytes.length; from += size) {
      write(Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + size)));
    }
  }

  /** Ends the connection with a TCP reset. */
  public void reset() throws IOException {
    raw.setSoLinger(true, 0);
    raw.close();
  }

  public void close() throws IOException {
    raw.close();
  }
}
