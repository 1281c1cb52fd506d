package org.noports.client;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A service that greets each connection and closes it. */
final class HelloOnce implements AutoCloseable {
  private final ServerSocket server = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());

  HelloOnce() throws IOException {
    Thread.ofVirtual().name("hello").start(this::serve);
  }

  private void serve() {
    try {
      while (true) {
        try (Socket socket = server.accept()) {
          socket.getOutputStream().write("hello".getBytes(StandardCharsets.US_ASCII));
        }
      }
    } catch (IOException e) {
      // Closed: the test is over.
    }
  }

  int port() {
    return server.getLocalPort();
  }

  static String readFrom(int port) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(20_000);
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
