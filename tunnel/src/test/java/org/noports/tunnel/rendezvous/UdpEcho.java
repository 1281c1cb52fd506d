package org.noports.tunnel.rendezvous;

import java.io.Closeable;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketAddress;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A service that sends every datagram back to where it came from, and remembers where that was. */
final class UdpEcho implements Closeable {
  final Set<SocketAddress> senders = ConcurrentHashMap.newKeySet();
  private final DatagramSocket socket;

  UdpEcho() throws IOException {
    socket = new DatagramSocket(0, InetAddress.ofLiteral("127.0.0.1"));
    Thread.ofVirtual().name("udp echo").start(this::serve);
  }

  int port() {
    return socket.getLocalPort();
  }

  private void serve() {
    try {
      byte[] buffer = new byte[65_536];
      while (true) {
        DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
        socket.receive(packet);
        senders.add(packet.getSocketAddress());
        socket.send(packet);
      }
    } catch (IOException e) {
      // Closed.
    }
  }

  @Override
  public void close() {
    socket.close();
  }
}
