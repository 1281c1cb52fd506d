package org.noports.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Sends back what it gets, and knows who is connected. */
final class EchoService implements AutoCloseable {
  private static final int ANSWER_MILLIS = 30_000;

  private final ServerSocket listener;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  private EchoService(ServerSocket listener) {
    this.listener = listener;
  }

  static EchoService start() throws IOException {
    EchoService service =
        new EchoService(new ServerSocket(0, 100, InetAddress.getLoopbackAddress()));
    service.threads.execute(service::accept);
    return service;
  }

  /** A connection through a session to one of these. */
  static Socket through(RunningProgram npt) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), PrivateSystem.localPort(npt));
    socket.setSoTimeout(ANSWER_MILLIS);
    return socket;
  }

  /** Says something and wants it back. */
  static void assertEcho(Socket socket, String text) throws IOException {
    byte[] sent = text.getBytes(StandardCharsets.US_ASCII);
    socket.getOutputStream().write(sent);
    assertThat(socket.getInputStream().readNBytes(sent.length)).isEqualTo(sent);
  }

  int port() {
    return listener.getLocalPort();
  }

  /** Connections whose other end has not closed. */
  int connections() {
    return open.size();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket socket = listener.accept();
        open.add(socket);
        threads.execute(() -> echo(socket));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void echo(Socket socket) {
    try (socket) {
      socket.getInputStream().transferTo(socket.getOutputStream());
    } catch (IOException e) {
      return; // reset by the other end, or closed
    } finally {
      open.remove(socket);
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket socket : open) {
      socket.close();
    }
    threads.shutdownNow();
  }
}
