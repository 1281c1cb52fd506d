package org.noports.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.DoubleSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.noports.atserver.store.Store;

/**
 * One process with thousands of atSigns on each kind of storage: start, logins, look-ups, idle
 * monitors, notifications that pass from sender to monitor, and the cost of a growing store.
 */
final class AtServerBench {
  private static final String ATTACK = "attack";

  /** The kinds of storage, and the attacks. */
  static final Set<String> PARTS =
      Stream.concat(BenchAtServers.ENDINGS.keySet().stream(), Stream.of(ATTACK))
          .collect(Collectors.toUnmodifiableSet());

  private static final int MONITORS = 2_000;
  private static final int FIRST_MONITOR = 2_000;
  private static final double WARM_UP_SECONDS = 10;

  /** Of 5,000 notifications a second. */
  private static final double HALF_THE_AIM = 2_500;

  private static final int MOST_ROUNDS = 5;
  private static final double STILL_WARMING = 1.1;
  private static final double LONGEST_TIMING = 30;
  private static final double LONGEST_ATTACK = 10;

  private final Figures figures;
  private final double seconds;
  private final String ending;

  private AtServerBench(Figures figures, double seconds, String ending) {
    this.figures = figures;
    this.seconds = seconds;
    this.ending = ending;
  }

  /**
   * @param seconds how long notifications pass while they are counted, and again while they are
   *     timed, but then half a minute at most
   */
  static void run(Figures figures, double seconds, Set<String> parts) {
    System.err.println("  on " + hardware());
    for (String storage : BenchAtServers.ENDINGS.keySet()) {
      if (!parts.contains(storage)) {
        continue;
      }
      String ending = BenchAtServers.ENDINGS.get(storage);
      try (BenchAtServers servers = BenchAtServers.with(ending)) {
        new AtServerBench(figures, seconds, ending).measure(servers);
      } catch (IOException | GeneralSecurityException e) {
        throw new BenchException("the atServers can't be measured: " + e, e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new BenchException("interrupted", e);
      }
    }
    if (parts.contains(ATTACK)) {
      AttackBench.run(figures, Math.min(seconds, LONGEST_ATTACK));
    }
  }

  /** The processors, as the system names them. */
  private static String hardware() {
    try {
      String name =
          Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
              .filter(line -> line.startsWith("model name"))
              .findFirst()
              .map(line -> line.substring(line.indexOf(':') + 1).strip())
              .orElse("processors of unknown kind");
      return name;
    } catch (IOException e) {
      return "processors of unknown kind";
    }
  }

  /** The rate once it grows no more: before that the compiler takes half the server's time. */
  private static double warm(DoubleSupplier rate) {
    double before = rate.getAsDouble();
    double now = rate.getAsDouble();
    for (int i = 0; i < MOST_ROUNDS && now > before * STILL_WARMING; i++) {
      before = now;
      now = rate.getAsDouble();
    }
    return Math.max(before, now);
  }

  private void put(String name, double value, String unit, String meaning) {
    figures.put(name + ending, value, unit, meaning);
  }

  private void measure(BenchAtServers servers)
      throws IOException, GeneralSecurityException, InterruptedException {
    SSLContext tls = BenchConnection.trusting(servers.caFile());
    put("start_s", servers.startSeconds(), "s", "start with all atSigns");
    put("atsigns", BenchAtSigns.COUNT, "", "in one process of 2 GiB of heap");
    AtServerRates rates = new AtServerRates(tls);
    put("logins_cold_per_s", rates.logins(), "1/s", "the same in the first 5 s after the start");
    put("logins_per_s", warm(rates::logins), "1/s", "TLS and pkam on a new connection");
    put("lookups_per_s", warm(rates::lookups), "1/s", "over 32 connections");
    List<BenchConnection> monitors = new CopyOnWriteArrayList<>();
    try {
      double before = servers.holdings().heapMib();
      BenchAtSigns.inParallel(
          IntStream.range(0, MONITORS)
              .<Runnable>mapToObj(i -> () -> monitors.add(monitor(tls, FIRST_MONITOR + i)))
              .toList());
      put("monitors", MONITORS, "", "open and logged in while notifications pass");
      double kib = (servers.holdings().heapMib() - before) * 1024 / MONITORS;
      put("idle_monitor_kib", kib, "KiB", "live heap of one");
      notifications(servers, tls);
      put("rss_mib", servers.residentMib(), "MiB", "memory of the process after that");
    } finally {
      for (BenchConnection monitor : monitors) {
        monitor.close();
      }
    }
    servers.stop();
    try (Store store = servers.open()) {
      new StoreGrowth(store).run(figures, ending);
    }
  }

  private static BenchConnection monitor(SSLContext tls, int atSign) {
    try {
      BenchConnection monitor = BenchConnection.login(tls, atSign);
      monitor.send("monitor");
      monitor.data("noop:0");
      return monitor;
    } catch (IOException e) {
      throw new BenchException("a monitor failed: " + e, e);
    }
  }

  private void notifications(BenchAtServers servers, SSLContext tls) throws IOException {
    try (NotificationLoad load = new NotificationLoad(tls)) {
      load.sendAsFastAsItGoes();
      load.await(WARM_UP_SECONDS);
      List<ProcessHandle> clients = List.of(ProcessHandle.current());
      double servedBefore = servers.cpuSeconds();
      double clientsBefore = ProcessCpu.seconds(clients);
      double rate = load.rate(seconds);
      double all = rate * seconds / 1e6;
      double served = (servers.cpuSeconds() - servedBefore) / all;
      double sent = (ProcessCpu.seconds(clients) - clientsBefore) / all;
      put("notify_per_s", rate, "1/s", "durable, from sender to monitor");
      put("notify_cpu_us", served, "us", "CPU of atServers and storage for one of them");
      put("client_cpu_us", sent, "us", "CPU of the benchmark's clients for one of them");
      Samples atHalf = latencies(load, rate / 2);
      put("notify_p50_ms", atHalf.median(), "ms", "at half that rate");
      put("notify_p99_ms", atHalf.quantile(0.99), "ms", "at half that rate");
      Samples atAim = latencies(load, HALF_THE_AIM);
      put("notify_p99_2500_ms", atAim.quantile(0.99), "ms", "at 2,500 a second");
    }
  }

  private Samples latencies(NotificationLoad load, double rate) {
    load.sendAt(rate);
    load.await(WARM_UP_SECONDS);
    return load.latencies(Math.min(seconds, LONGEST_TIMING));
  }
}
