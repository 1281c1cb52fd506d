package org.noports.tunnel.pump;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.security.SecureRandom;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.noports.protocol.crypto.AesKey;
import org.noports.protocol.crypto.CtrStream;
import org.noports.protocol.crypto.Iv;

/**
 * A forwarder to measure the pump with iperf3 or any other load: {@code PumpMeasurement LISTEN
 * TARGET clear|cipher FAST_THREADS LARGEST_READ SPLICED_FROM}. Runs until it is killed; prints the
 * CPU seconds used every time a connection ends.
 */
final class PumpMeasurement {
  private PumpMeasurement() {}

  public static void main(String[] args) throws IOException {
    int listen = Integer.parseInt(args[0]);
    int target = Integer.parseInt(args[1]);
    boolean cipher = args[2].equals("cipher");
    PumpLimits limits =
        new PumpLimits(
            Integer.parseInt(args[4]),
            PumpLimits.DEFAULT.bufferMemory(),
            Integer.parseInt(args[3]),
            Integer.parseInt(args[5]));
    InetAddress loopback = InetAddress.getLoopbackAddress();
    try (Pump pump = new Pump(limits);
        ServerSocketChannel server =
            ServerSocketChannel.open().bind(new InetSocketAddress(loopback, listen), 512)) {
      while (true) {
        SocketChannel a = server.accept();
        SocketChannel b = SocketChannel.open(new InetSocketAddress(loopback, target));
        Thread.ofVirtual().name("pair").start(() -> carry(pump, a, b, cipher));
      }
    }
  }

  private static void carry(Pump pump, SocketChannel a, SocketChannel b, boolean cipher) {
    try (JoinedSockets joined =
        new JoinedSockets(
            "pair",
            pump,
            a,
            b,
            cipher ? twice() : null,
            cipher ? twice() : null,
            Opening.NONE,
            Duration.ofSeconds(60))) {
      JoinResult result = joined.run();
      long cpu = ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO).toMillis();
      System.out.println(result + " cpu " + cpu + " ms");
    } catch (IOException e) {
      System.out.println(e.toString());
    }
  }

  /** Encrypts and decrypts, so that what arrives is what was sent. */
  private static @Nullable Transform twice() {
    SecureRandom random = new SecureRandom();
    AesKey key = AesKey.random(random);
    Iv iv = Iv.random(random);
    CtrStream there = new CtrStream(key, iv);
    CtrStream back = new CtrStream(key, iv);
    return (from, fromOffset, length, to, toOffset) -> {
      there.apply(from, fromOffset, length, to, toOffset);
      back.apply(to, toOffset, length, from, fromOffset);
      System.arraycopy(from, fromOffset, to, toOffset, length);
    };
  }
}
