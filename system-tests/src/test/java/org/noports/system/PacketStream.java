package org.noports.system;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.BitSet;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * One end of a stream of packets such as a VPN sends: a number, a checksum and up to 1420 bytes,
 * both ways at once. The end at the service answers to where the first packet came from. It sends
 * at a modest rate and waits a little, but not for ever, while the other end is behind: a busy
 * machine shall not look like a lossy tunnel, and what is lost shall count.
 */
final class PacketStream implements AutoCloseable {
  private static final int HEADER = 12;
  private static final int LARGEST = 1420;
  private static final int AHEAD = 64;
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final DatagramSocket socket;
  private final int packets;
  private final CountDownLatch peerKnown = new CountDownLatch(1);
  private final AtomicInteger received = new AtomicInteger();
  private final AtomicInteger damaged = new AtomicInteger();
  private final AtomicInteger repeated = new AtomicInteger();
  private volatile @Nullable SocketAddress peer;

  /** The end that is spoken to first. */
  static PacketStream ofService(int packets) throws IOException {
    return new PacketStream(packets, null);
  }

  static PacketStream to(int port, int packets) throws IOException {
    return new PacketStream(
        packets, new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port));
  }

  private PacketStream(int packets, @Nullable SocketAddress to) throws IOException {
    this.packets = packets;
    this.peer = to;
    if (to != null) {
      peerKnown.countDown();
    }
    socket = new DatagramSocket(0, InetAddress.ofLiteral("127.0.0.1"));
    Thread.ofVirtual().name("packets in").start(this::receive);
  }

  int port() {
    return socket.getLocalPort();
  }

  /** Packets that came whole, each once. */
  int received() {
    return received.get();
  }

  /** Packets whose bytes are not what was sent. */
  int damaged() {
    return damaged.get();
  }

  int repeated() {
    return repeated.get();
  }

  /** Sends all packets to the other end. */
  void send(PacketStream other) throws IOException, InterruptedException {
    peerKnown.await();
    Random random = new Random(packets);
    for (int i = 0; i < packets; i++) {
      byte[] body = new byte[random.nextInt(LARGEST - HEADER + 1)];
      random.nextBytes(body);
      byte[] packet =
          ByteBuffer.allocate(HEADER + body.length)
              .putInt(i)
              .putLong(checksum(i, body, 0, body.length))
              .put(body)
              .array();
      socket.send(new DatagramPacket(packet, packet.length, peer));
      long until = System.nanoTime() + PATIENCE.toNanos();
      while (i - other.received() > AHEAD && System.nanoTime() - until < 0) {
        LockSupport.parkNanos(100_000);
      }
    }
  }

  private void receive() {
    BitSet seen = new BitSet();
    try {
      byte[] buffer = new byte[65_536];
      while (true) {
        DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
        socket.receive(packet);
        if (peer == null) {
          peer = packet.getSocketAddress();
          peerKnown.countDown();
        }
        look(buffer, packet.getLength(), seen);
      }
    } catch (IOException e) {
      // Closed.
    }
  }

  private void look(byte[] buffer, int length, BitSet seen) {
    if (length < HEADER) {
      damaged.incrementAndGet();
      return;
    }
    ByteBuffer packet = ByteBuffer.wrap(buffer, 0, length);
    int number = packet.getInt();
    long checksum = packet.getLong();
    if (number < 0
        || number >= packets
        || checksum != checksum(number, buffer, HEADER, length - HEADER)) {
      damaged.incrementAndGet();
    } else if (seen.get(number)) {
      repeated.incrementAndGet();
    } else {
      seen.set(number);
      received.incrementAndGet();
    }
  }

  private static long checksum(int number, byte[] bytes, int offset, int length) {
    CRC32 sum = new CRC32();
    sum.update(number);
    sum.update(bytes, offset, length);
    return sum.getValue();
  }

  @Override
  public void close() {
    socket.close();
  }
}
