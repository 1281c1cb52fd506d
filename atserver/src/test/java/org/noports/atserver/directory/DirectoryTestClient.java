package org.noports.atserver.directory;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import javax.net.ssl.SSLSocket;
import org.noports.atserver.tls.ClientTls;

/** Speaks bytes to a directory; one {@link #read} gives what one TLS record held. */
final class DirectoryTestClient implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private final SSLSocket socket;

  DirectoryTestClient(ClientTls tls, int port) throws IOException {
    Socket plain = new Socket();
    plain.connect(new InetSocketAddress("localhost", port));
    plain.setTcpNoDelay(true);
    socket = tls.over(plain, "localhost", port);
    socket.setSoTimeout(Math.toIntExact(PATIENCE.toMillis()));
    socket.startHandshake();
  }

  void send(String text) throws IOException {
    send(text.getBytes(StandardCharsets.UTF_8));
  }

  void send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
  }

  /** One record, or CLOSED when the server closed the connection. */
  String read() throws IOException {
    byte[] record = new byte[16_384];
    int count;
    try {
      count = socket.getInputStream().read(record);
    } catch (SocketTimeoutException e) {
      throw e;
    } catch (IOException closedWithoutGoodbye) {
      return CLOSED;
    }
    return count < 0 ? CLOSED : new String(record, 0, count, StandardCharsets.UTF_8);
  }

  static final String CLOSED = "closed by server";

  boolean silentFor(Duration time) throws IOException {
    socket.setSoTimeout(Math.toIntExact(time.toMillis()));
    try {
      socket.getInputStream().read();
      return false;
    } catch (SocketTimeoutException silent) {
      return true;
    } finally {
      socket.setSoTimeout(Math.toIntExact(PATIENCE.toMillis()));
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
