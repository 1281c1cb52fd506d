package org.noports.bench;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * Datagrams through a session ({@code npt -p port/udp}), beside a UDP relay of socat and the direct
 * way: how many packets a second come back with a window of them on their way, and what a round
 * trip of one small packet takes.
 */
final class UdpBench {
  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
  private static final int PACKET = 1_200;
  private static final int SMALL = 64;
  private static final int WINDOW = 64;
  private static final int WARM_TRIPS = 2_000;
  private static final int TRIPS = 5_000;
  private static final Duration RUN = Duration.ofSeconds(3);

  /** What has not come back by then is lost; the window goes on without it. */
  private static final int LOST_MILLIS = 200;

  private UdpBench() {}

  static void run(Figures figures) {
    try (BenchSystem system = BenchSystem.start();
        DatagramSocket echo = echo()) {
      system.relay();
      system.daemon();
      int tunnel = system.udpClient(echo.getLocalPort()).listeningPort();
      int socat = system.udpSocat(echo.getLocalPort());
      double direct = measure(figures, "direct", echo.getLocalPort());
      double through = measure(figures, "udp", tunnel);
      double other = measure(figures, "udp_socat", socat);
      figures.put("udp_added_us", through - direct, "us", "added to a round trip of 64 bytes, p50");
      figures.put("udp_socat_added_us", other - direct, "us", "the same of socat");
    } catch (IOException e) {
      throw new BenchException("datagrams cannot be measured", e);
    }
  }

  /** The median of a round trip in microseconds. */
  private static double measure(Figures figures, String name, int port) throws IOException {
    try (DatagramSocket socket = new DatagramSocket(0, LOOPBACK)) {
      socket.connect(LOOPBACK, port);
      socket.setSoTimeout(LOST_MILLIS);
      trips(socket, WARM_TRIPS);
      Samples trips = trips(socket, TRIPS);
      figures.put(name + "_rtt_us", trips.median(), "us", "64 bytes there and back, p50");
      figures.put(name + "_rtt_p99_us", trips.quantile(0.99), "us", "the same, p99");
      blast(socket);
      Blasted blasted = blast(socket);
      figures.put(name + "_pps", blasted.perSecond(), "packets/s", "1200 bytes there and back");
      figures.put(name + "_loss", blasted.loss(), "share", "of them lost");
      return trips.median();
    }
  }

  private static Samples trips(DatagramSocket socket, int count) throws IOException {
    Samples samples = new Samples();
    byte[] bytes = new byte[SMALL];
    byte[] answer = new byte[SMALL];
    for (int i = 0; i < count; i++) {
      long began = System.nanoTime();
      ByteBuffer.wrap(bytes).putInt(i);
      socket.send(new DatagramPacket(bytes, bytes.length));
      try {
        // One that was given up may come late, and is not the answer to this one.
        do {
          socket.receive(new DatagramPacket(answer, SMALL));
        } while (ByteBuffer.wrap(answer).getInt() != i);
        samples.add((System.nanoTime() - began) / 1_000.0);
      } catch (SocketTimeoutException e) {
        // Lost: it has no time.
      }
    }
    return samples;
  }

  private record Blasted(double perSecond, double loss) {}

  private static Blasted blast(DatagramSocket socket) throws IOException {
    long back = 0;
    byte[] bytes = new byte[PACKET];
    byte[] buffer = new byte[PACKET];
    long sent = 0;
    long given = 0;
    long began = System.nanoTime();
    while (System.nanoTime() - began < RUN.toNanos()) {
      while (sent - given < WINDOW) {
        socket.send(new DatagramPacket(bytes, bytes.length));
        sent++;
      }
      try {
        socket.receive(new DatagramPacket(buffer, buffer.length));
        back++;
        given++;
      } catch (SocketTimeoutException e) {
        given = sent; // All that is on its way is lost.
      }
    }
    double seconds = (System.nanoTime() - began) / 1e9;
    long onTheirWay = sent - given;
    return new Blasted(back / seconds, (sent - onTheirWay - back) / (double) Math.max(1, sent));
  }

  private static DatagramSocket echo() throws IOException {
    DatagramSocket socket = new DatagramSocket(0, LOOPBACK);
    Thread.ofPlatform().daemon().name("udp echo").start(() -> serve(socket));
    return socket;
  }

  private static void serve(DatagramSocket socket) {
    DatagramPacket packet = new DatagramPacket(new byte[65_536], 65_536);
    try {
      while (true) {
        packet.setLength(65_536);
        socket.receive(packet);
        socket.send(packet);
      }
    } catch (IOException e) {
      // Closed.
    }
  }
}
