package org.noports.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.TimeUnit;

/**
 * How long a user waits: {@code npt --help}, and from starting {@code npt} to the first byte of the
 * service through the tunnel.
 */
final class SetupBench {
  private static final int STARTS = 20;

  private SetupBench() {}

  static void run(Figures figures) {
    try (BenchSystem system = BenchSystem.start();
        ServerSocket service = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual().name("greeting service").start(() -> greet(service));
      system.relay();
      system.daemon();
      Samples help = new Samples();
      Samples session = new Samples();
      for (int start = 0; start < STARTS; start++) {
        help.add(helpMillis(system));
        session.add(sessionMillis(system, service.getLocalPort()));
      }
      figures.put("help_ms", help.median(), "ms", "npt --help, median of " + STARTS);
      figures.put("session_ms", session.median(), "ms", "npt to first byte, median of " + STARTS);
      figures.put("session_p95_ms", session.quantile(0.95), "ms", "the same, 95 of 100");
    } catch (IOException e) {
      throw new BenchException("the service can't listen", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchException("interrupted", e);
    }
  }

  private static double helpMillis(BenchSystem system) throws IOException, InterruptedException {
    long start = System.nanoTime();
    ProcessBuilder builder =
        new ProcessBuilder(system.bin("npt"), "--help")
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectErrorStream(true);
    builder.environment().put("NOPORTS_BUILD", "never");
    Process process = builder.start();
    if (!process.waitFor(20, TimeUnit.SECONDS) || process.exitValue() != 0) {
      throw new BenchException("npt --help fails");
    }
    return (System.nanoTime() - start) / 1e6;
  }

  private static double sessionMillis(BenchSystem system, int servicePort) throws IOException {
    long start = System.nanoTime();
    BenchSystem.Running client = system.client(servicePort);
    int port = client.listeningPort();
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      socket.setSoTimeout(20_000);
      if (socket.getInputStream().read() < 0) {
        throw new BenchException("the tunnel closed without a byte");
      }
      return (System.nanoTime() - start) / 1e6;
    } finally {
      client.stop();
    }
  }

  private static void greet(ServerSocket service) {
    while (!service.isClosed()) {
      try (Socket connection = service.accept()) {
        connection.getOutputStream().write('!');
      } catch (IOException e) {
        if (!service.isClosed()) {
          throw new BenchException("the service broke", e);
        }
      }
    }
  }
}
