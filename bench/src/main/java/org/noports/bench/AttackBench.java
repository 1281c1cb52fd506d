package org.noports.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;

/**
 * How much slower one atSign's server answers while another one of the same process is attacked
 * from one address. The attackers share this machine's processors, so a ratio holds what they take
 * as well as what the server spends on them.
 */
final class AttackBench {
  private static final int VICTIM = 0;
  private static final int NEIGHBOUR = 1;
  private static final double SETTLE_SECONDS = 1;
  private static final byte[] FILLING = "x".repeat(16_384).getBytes(StandardCharsets.US_ASCII);

  /** The beginning of a TLS record that announces more. */
  private static final byte[] HALF_A_HELLO = {0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00};

  private static final String WRONG_LOGINS =
      ("from:" + BenchAtSigns.atSign(VICTIM) + "\npkam:AAAA\n").repeat(100);

  private final SSLContext tls;
  private volatile boolean over;

  private AttackBench(SSLContext tls) {
    this.tls = tls;
  }

  /** One attacker's connection from its beginning to its end. */
  @FunctionalInterface
  private interface Strike {
    void run() throws IOException;
  }

  static void run(Figures figures, double seconds) {
    try (BenchAtServers servers = BenchAtServers.with("")) {
      SSLContext tls = BenchConnection.trusting(servers.caFile());
      AttackBench bench = new AttackBench(tls);
      bench.median(seconds); // warms up
      bench.measure(figures, "connections", 2, bench::connectAndGo, seconds);
      bench.measure(figures, "half_open", 150, bench::beginTls, seconds);
      bench.measure(figures, "endless_lines", 4, bench::sendOneLine, seconds);
      bench.measure(figures, "wrong_logins", 100, bench::guess, seconds);
      figures.put("attacked_rss_mib", servers.residentMib(), "MiB", "memory of the process after");
    } catch (IOException | GeneralSecurityException e) {
      throw new BenchException("the attacks can't be measured: " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchException("interrupted", e);
    }
  }

  private void measure(Figures figures, String name, int attackers, Strike strike, double seconds)
      throws IOException, InterruptedException {
    double calm = median(seconds);
    over = false;
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < attackers; i++) {
      threads.add(Thread.ofVirtual().name("attacker " + i).start(() -> attack(strike)));
    }
    Thread.sleep((long) (SETTLE_SECONDS * 1_000));
    double beside = median(seconds);
    over = true;
    for (Thread thread : threads) {
      thread.interrupt();
      thread.join();
    }
    figures.put(
        "attack_" + name + "_ratio", beside / calm, "", "median look-up beside it and without");
  }

  private double median(double seconds) throws IOException {
    Samples samples = new Samples();
    String command = "llookup:public:publickey" + BenchAtSigns.atSign(NEIGHBOUR);
    try (BenchConnection connection = BenchConnection.login(tls, NEIGHBOUR)) {
      long end = System.nanoTime() + (long) (seconds * 1e9);
      while (System.nanoTime() < end) {
        long begin = System.nanoTime();
        connection.data(command);
        samples.add((System.nanoTime() - begin) / 1e6);
      }
    }
    return samples.median();
  }

  private void attack(Strike strike) {
    while (!over) {
      try {
        strike.run();
      } catch (IOException e) {
        // Turned away or cut off, as it should be: the next one.
      }
    }
  }

  private Socket plain() throws IOException {
    return new Socket(
        InetAddress.getLoopbackAddress(),
        BenchAtSigns.port(VICTIM),
        InetAddress.getByName("127.0.0.9"),
        0);
  }

  private Socket secured() throws IOException {
    Socket plain = plain();
    return tls.getSocketFactory().createSocket(plain, "localhost", plain.getPort(), true);
  }

  private void connectAndGo() throws IOException {
    try (Socket socket = secured()) {
      socket.getInputStream().read();
    }
  }

  private void beginTls() throws IOException {
    try (Socket socket = plain()) {
      socket.getOutputStream().write(HALF_A_HELLO);
      socket.getInputStream().read();
    }
  }

  private void sendOneLine() throws IOException {
    try (Socket socket = secured()) {
      while (!over) {
        socket.getOutputStream().write(FILLING);
      }
    }
  }

  private void guess() throws IOException {
    try (Socket socket = secured()) {
      socket.getOutputStream().write(WRONG_LOGINS.getBytes(StandardCharsets.US_ASCII));
      while (socket.getInputStream().read() >= 0 && !over) {
        // The server answers later each time, and closes.
      }
    }
  }
}
