package org.noports.relay;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.noports.tunnel.pairing.Side;

/**
 * Measures a relay and its peers in one process: {@code RelayMeasurement PAIRS SESSIONS}. Prints
 * the resident memory with so many idle pairs, the time of a new session beside them, the time of a
 * round trip of one byte, and sessions set up and used in a second.
 */
final class RelayMeasurement {
  private static final int PAIRS_A_SESSION = 500;

  private RelayMeasurement() {}

  public static void main(String[] args) throws Exception {
    int pairs = Integer.parseInt(args[0]);
    int sessions = Integer.parseInt(args[1]);
    RelayLimits limits =
        RelayLimits.DEFAULT
            .with()
            .sessions(100_000)
            .sessionsPerAtSign(100_000)
            .requestsPerSecond(0)
            .grace(Duration.ofSeconds(2))
            .build();
    List<Socket> open = new ArrayList<>();
    try (Rig rig = new Rig(limits)) {
      System.out.printf("started: %d MiB resident%n", residentMebibytes());
      Rig.Session session = rig.session();
      for (int i = 0; i < pairs; i++) {
        if (i > 0 && i % PAIRS_A_SESSION == 0) {
          session = rig.session();
        }
        Socket a = session.enter(Side.A);
        Socket b = session.enter(Side.B);
        Rig.send(a, "x");
        Rig.receive(b, 1);
        open.add(a);
        open.add(b);
      }
      System.gc();
      System.out.printf("%d idle pairs: %d MiB resident%n", pairs, residentMebibytes());
      roundTrips(open.get(0), open.get(1));
      setUps(rig, sessions);
    }
    for (Socket socket : open) {
      socket.close();
    }
  }

  private static void roundTrips(Socket a, Socket b) throws IOException {
    int count = 20_000;
    long[] nanos = new long[count];
    for (int i = 0; i < count; i++) {
      long begun = System.nanoTime();
      a.getOutputStream().write(1);
      b.getInputStream().read();
      b.getOutputStream().write(1);
      a.getInputStream().read();
      nanos[i] = System.nanoTime() - begun;
    }
    Arrays.sort(nanos);
    System.out.printf(
        "round trip of one byte: p50 %d us, p99 %d us%n",
        nanos[count / 2] / 1_000, nanos[count * 99 / 100] / 1_000);
  }

  private static void setUps(Rig rig, int sessions) throws Exception {
    long begun = System.nanoTime();
    for (int i = 0; i < sessions; i++) {
      Rig.Session session = rig.session();
      try (Socket a = session.enter(Side.A);
          Socket b = session.enter(Side.B)) {
        Rig.send(a, "x");
        Rig.receive(b, 1);
      }
    }
    double seconds = (System.nanoTime() - begun) / 1e9;
    System.out.printf("%d sessions in a row: %.0f a second%n", sessions, sessions / seconds);
  }

  private static long residentMebibytes() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmRSS"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
        .sum();
  }
}
