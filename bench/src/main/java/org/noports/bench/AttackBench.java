package org.noports.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
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

  private static final int WRONG_AT_ONCE = 100;
  private static final String WRONG_LOGINS =
      ("from:" + BenchAtSigns.atSign(VICTIM) + "\npkam:AAAA\n").repeat(WRONG_AT_ONCE);

  /** About eight KiB; a few hundred fill what a monitor's connection and queue hold. */
  private static final String UNREAD =
      "notify:ttln:60000:%1$s:flood.ns%1$s:".formatted(BenchAtSigns.atSign(VICTIM))
          + "z".repeat(8_000);

  private static final int UNREAD_A_MONITOR = 2_000;

  private final SSLContext tls;
  private final LongAdder strikes = new LongAdder();
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
      bench.times(seconds); // warms up
      long logged = servers.logLines();
      bench.measure(figures, "connections", 2, bench::connectAndGo, seconds);
      bench.measure(figures, "half_open", 150, bench::beginTls, seconds);
      bench.measure(figures, "endless_lines", 4, bench::sendOneLine, seconds);
      bench.measure(figures, "wrong_logins", 100, bench::guess, seconds);
      bench.measure(figures, "deaf_monitors", 4, bench::neverRead, seconds);
      figures.put("attacked_rss_mib", servers.residentMib(), "MiB", "memory of the process after");
      figures.put(
          "attack_log_lines", (double) (servers.logLines() - logged), "", "logged in all of them");
    } catch (IOException | GeneralSecurityException e) {
      throw new BenchException("the attacks can't be measured: " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchException("interrupted", e);
    }
  }

  private void measure(Figures figures, String name, int attackers, Strike strike, double seconds)
      throws IOException, InterruptedException {
    Samples calm = times(seconds);
    over = false;
    strikes.reset();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < attackers; i++) {
      threads.add(Thread.ofVirtual().name("attacker " + i).start(() -> attack(strike)));
    }
    Thread.sleep((long) (SETTLE_SECONDS * 1_000));
    Samples beside = times(seconds);
    long struck = strikes.sum();
    over = true;
    for (Thread thread : threads) {
      thread.interrupt();
      thread.join();
    }
    figures.put(
        "attack_" + name + "_ratio",
        beside.median() / calm.median(),
        "",
        "median look-up beside it and without");
    figures.put("attack_" + name + "_p99_ms", beside.quantile(0.99), "ms", "of look-ups beside it");
    figures.put(
        "attack_" + name + "_strikes", (double) struck, "", "connections or attempts meanwhile");
  }

  private Samples times(double seconds) throws IOException {
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
    return samples;
  }

  private void attack(Strike strike) {
    while (!over) {
      try {
        strikes.increment();
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
      strikes.add(WRONG_AT_ONCE - 1L);
      while (socket.getInputStream().read() >= 0 && !over) {
        // The server answers later each time, and closes.
      }
    }
  }

  /** Logged in: a device of the victim that stopped reading, while much is sent to it. */
  private void neverRead() throws IOException {
    try (BenchConnection monitor = BenchConnection.login(tls, VICTIM);
        BenchConnection sender = BenchConnection.login(tls, VICTIM)) {
      monitor.send("monitor");
      for (int i = 0; i < UNREAD_A_MONITOR && !over; i++) {
        sender.data(UNREAD);
        strikes.increment();
      }
    }
  }
}
