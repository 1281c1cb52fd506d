package org.noports.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The least of a relay: the n-th connection of one port is joined with the n-th of the other. */
final class JoiningPorts implements AutoCloseable {
  private final ServerSocket sideA = open();
  private final ServerSocket sideB = open();
  final List<String> lines = new CopyOnWriteArrayList<>();

  JoiningPorts() throws IOException {
    Thread.ofVirtual().start(this::join);
  }

  private static ServerSocket open() throws IOException {
    return new ServerSocket(0, 64, InetAddress.ofLiteral("127.0.0.1"));
  }

  int portA() {
    return sideA.getLocalPort();
  }

  int portB() {
    return sideB.getLocalPort();
  }

  private void join() {
    try {
      while (true) {
        Socket b = sideB.accept();
        lines.add(line(b));
        Socket a = sideA.accept();
        lines.add(line(a));
        Thread.ofVirtual().start(() -> copy(a, b));
        Thread.ofVirtual().start(() -> copy(b, a));
      }
    } catch (IOException e) {
      // Closed: the test is over.
    }
  }

  private static String line(Socket socket) throws IOException {
    StringBuilder line = new StringBuilder();
    InputStream in = socket.getInputStream();
    for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
      line.append((char) c);
    }
    return line.toString();
  }

  private static void copy(Socket from, Socket to) {
    try (to) {
      OutputStream out = to.getOutputStream();
      from.getInputStream().transferTo(out);
    } catch (IOException e) {
      // One of both is gone.
    }
  }

  @Override
  public void close() throws IOException {
    sideA.close();
    sideB.close();
  }
}
