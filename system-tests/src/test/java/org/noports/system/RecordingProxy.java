package org.noports.system;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Stands at one loopback address in front of the same ports of another and keeps every byte that
 * passes, both ways: what somebody on the path to a relay sees.
 */
final class RecordingProxy implements AutoCloseable {
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<ServerSocket> listeners = new ArrayList<>();
  private final List<Socket> sockets = new ArrayList<>();
  private final ByteArrayOutputStream seen = new ByteArrayOutputStream();

  static RecordingProxy start(String here, String there, int firstPort, int lastPort)
      throws IOException {
    RecordingProxy proxy = new RecordingProxy();
    for (int port = firstPort; port <= lastPort; port++) {
      ServerSocket listener = new ServerSocket(port, 100, InetAddress.getByName(here));
      proxy.listeners.add(listener);
      InetSocketAddress target = new InetSocketAddress(there, port);
      proxy.threads.execute(() -> proxy.accept(listener, target));
    }
    return proxy;
  }

  /** Everything that passed so far, a byte a character. */
  String seen() {
    synchronized (seen) {
      return seen.toString(StandardCharsets.ISO_8859_1);
    }
  }

  private void accept(ServerSocket listener, InetSocketAddress target) {
    while (!listener.isClosed()) {
      try {
        Socket from = keep(listener.accept());
        Socket to = keep(new Socket());
        threads.execute(() -> join(from, to, target));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  /** When the relay has closed its port, so does this side. */
  private void join(Socket from, Socket to, InetSocketAddress target) {
    try (from;
        to) {
      to.connect(target, 5_000);
      Thread back = Thread.startVirtualThread(() -> copy(to, from));
      copy(from, to);
      back.join();
    } catch (IOException e) {
      return; // nobody there
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Socket keep(Socket socket) {
    synchronized (sockets) {
      sockets.add(socket);
    }
    return socket;
  }

  private void copy(Socket from, Socket to) {
    byte[] buffer = new byte[1 << 16];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        synchronized (seen) {
          seen.write(buffer, 0, n);
        }
        out.write(buffer, 0, n);
      }
      to.shutdownOutput();
    } catch (IOException e) {
      abort(from);
      abort(to);
    }
  }

  private static void abort(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      return; // it is gone in any case
    }
  }

  @Override
  public void close() throws IOException {
    for (ServerSocket listener : listeners) {
      listener.close();
    }
    synchronized (sockets) {
      for (Socket socket : sockets) {
        socket.close();
      }
    }
    threads.shutdownNow();
  }
}
