package org.noports.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The port a relay would give side A: shows what the client sends there, and nothing more. */
final class ListeningRelay implements AutoCloseable {
  private final ServerSocket server;
  final BlockingQueue<Socket> connections = new LinkedBlockingQueue<>();

  ListeningRelay() throws IOException {
    server = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  int port() {
    return server.getLocalPort();
  }

  Socket next() throws InterruptedException {
    Socket socket = connections.poll(20, TimeUnit.SECONDS);
    if (socket == null) {
      throw new AssertionError("the client did not dial the relay within 10 s");
    }
    return socket;
  }

  /** From now on connections are refused; those there are stay. */
  void stopListening() throws IOException {
    int port = server.getLocalPort();
    server.close();
    // The accepting thread takes a moment to let go of the port.
    await()
        .until(() -> {
          try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isClosed();
          } catch (IOException e) {
            return true;
          }
        });
  }

  static String firstLine(Socket socket) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = socket.getInputStream().read(); c != '\n'; c = socket.getInputStream().read()) {
      if (c < 0) {
        throw new AssertionError("the client closed before its line was complete");
      }
      line.append((char) c);
    }
    return line.toString();
  }

  /** The client may have come, and proved who it is, but has said nothing else and gone. */
  void assertNothingBegun() {
    for (Socket socket : connections) {
      try {
        socket.setSoTimeout(10_000);
        String said = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        assertThat(said).matches("(\\{\"payload\":[^\n]*\n)?");
      } catch (SocketTimeoutException e) {
        throw new AssertionError("the client keeps its connection to the relay", e);
      } catch (IOException e) {
        // Given up by a reset.
      }
    }
  }

  private void accept() {
    try {
      while (true) {
        connections.add(server.accept());
      }
    } catch (IOException e) {
      // Closed: the test is over.
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : connections) {
      socket.close();
    }
  }
}
