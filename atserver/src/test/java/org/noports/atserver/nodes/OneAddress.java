package org.noports.atserver.nodes;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What stands before several machines and gives them one address, as a load balancer of TCP does:
 * connections to a port go to the machines in turn, and to the next one when one is dead.
 */
final class OneAddress implements AutoCloseable {
  private final List<InetAddress> machines;
  private final Set<Closeable> open = ConcurrentHashMap.newKeySet();
  private final AtomicInteger turn = new AtomicInteger();

  OneAddress(InetAddress address, List<Integer> ports, List<InetAddress> machines)
      throws IOException {
    this.machines = machines;
    for (int port : ports) {
      ServerSocket server = new ServerSocket(port, 100, address);
      open.add(server);
      Thread.ofVirtual().name("port " + port).start(() -> accept(server));
    }
  }

  private void accept(ServerSocket server) {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        open.add(client);
        Thread.ofVirtual().start(() -> join(client, server.getLocalPort()));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void join(Socket client, int port) {
    int first = turn.getAndIncrement();
    for (int i = 0; i < machines.size(); i++) {
      try {
        InetAddress machine = machines.get(Math.floorMod(first + i, machines.size()));
        Socket server = new Socket(machine, port);
        open.add(server);
        Thread.ofVirtual().start(() -> copy(server, client));
        copy(client, server);
        return;
      } catch (IOException e) {
        // That one is dead; the next.
      }
    }
    closeBoth(client, client);
  }

  private void copy(Socket from, Socket to) {
    byte[] buffer = new byte[16_384];
    try {
      InputStream in = from.getInputStream();
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        to.getOutputStream().write(buffer, 0, n);
      }
    } catch (IOException e) {
      // Ends both, as a dead machine does.
    } finally {
      closeBoth(from, to);
    }
  }

  private void closeBoth(Socket one, Socket other) {
    for (Socket socket : List.of(one, other)) {
      open.remove(socket);
      try {
        socket.close();
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }
  }

  @Override
  public void close() throws IOException {
    for (Closeable each : open) {
      each.close();
    }
  }
}
