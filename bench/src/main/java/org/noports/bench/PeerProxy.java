package org.noports.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Other programs that forward TCP, as processes of their own on the loopback address: one or a
 * chain, that lead from a port to our sink. One thread.
 */
final class PeerProxy implements Carrier {
  private static final Duration END_LIMIT = Duration.ofSeconds(10);

  private final DialThrough connections = new DialThrough();
  private final int port = Ports.free();
  private final List<Process> processes = new ArrayList<>();
  private final Path directory;

  private PeerProxy(Path directory) {
    this.directory = directory;
  }

  /** Starts the programs of one chain; closes what has started when one does not. */
  interface Plan {
    void start(PeerProxy proxy) throws IOException;
  }

  static PeerProxy of(Plan plan) {
    try {
      PeerProxy proxy = new PeerProxy(Files.createTempDirectory("noports-bench"));
      boolean started = false;
      try {
        plan.start(proxy);
        started = true;
        return proxy;
      } finally {
        if (!started) {
          proxy.close();
        }
      }
    } catch (IOException e) {
      throw new BenchException("a peer can't be started, is it installed? " + e.getMessage(), e);
    }
  }

  /**
   * In TCP mode, a thread a core, with pipes of 1 MiB. Told to splice both ways: {@code
   * splice-auto} copies whenever its guess about a stream says so, which is slower here.
   */
  static PeerProxy haproxy() {
    return of(proxy -> {
      Path file =
          proxy.file(
              "haproxy.cfg",
              """
              global
                maxconn 2000
                tune.pipesize 1048576
              defaults
                mode tcp
                option splice-request
                option splice-response
                timeout connect 10s
                timeout client 1h
                timeout server 1h
              listen bench
                bind 127.0.0.1:%d
                server target 127.0.0.1:%d
              """
                  .formatted(proxy.port(), proxy.targetPort()));
      proxy.run(proxy.port(), "haproxy", "-db", "-f", file.toString());
    });
  }

  /** As its manual has it, a process a connection; without Nagle's delay. */
  static PeerProxy socat() {
    return of(proxy -> proxy.runSocat(proxy.port(), proxy.targetPort()));
  }

  /** One behind the other: as many hops as the tunnel has. */
  static PeerProxy socatChain() {
    return of(proxy -> {
      int second = Ports.free();
      int third = Ports.free();
      proxy.runSocat(third, proxy.targetPort());
      proxy.runSocat(second, third);
      proxy.runSocat(proxy.port(), second);
    });
  }

  void runSocat(int listen, int target) throws IOException {
    run(
        listen,
        "socat",
        "TCP-LISTEN:" + listen + ",bind=127.0.0.1,fork,reuseaddr,backlog=512,nodelay",
        "TCP:127.0.0.1:" + target + ",nodelay");
  }

  /** Where our source will dial the first of the chain. */
  int port() {
    return port;
  }

  /** What the last of the chain has to dial. */
  int targetPort() {
    return connections.targetPort();
  }

  /** A file of a directory that only this user can read, deleted at the end. */
  Path file(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text);
  }

  Path directory() {
    return directory;
  }

  /** Starts a program and waits until it listens. */
  void run(int listen, String... command) throws IOException {
    Path log = directory.resolve("log-" + processes.size());
    Process process =
        new ProcessBuilder(command).redirectOutput(log.toFile()).redirectErrorStream(true).start();
    processes.add(process);
    try {
      Ports.awaitBound(listen, process);
    } catch (BenchException e) {
      throw new BenchException(command[0] + ": " + Files.readString(log), e);
    }
  }

  @Override
  public List<Blast.Stream> streams(int count) {
    return connections.streams(port, count);
  }

  @Override
  public Stream<ProcessHandle> processes() {
    return processes.stream()
        .flatMap(process -> Stream.concat(Stream.of(process.toHandle()), process.descendants()));
  }

  @Override
  public void close() {
    List<ProcessHandle> all = processes().toList();
    all.forEach(ProcessHandle::destroyForcibly);
    connections.close();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Process process : processes) {
        process.waitFor(END_LIMIT);
      }
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new BenchException("a temporary file can't be deleted", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
