package org.noports.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Another program that forwards TCP, as a process of its own on the loopback address. */
final class PeerProxy implements Carrier {
  private final Process process;
  private final DialThrough connections;
  private final int port;
  private final List<Path> files;

  private PeerProxy(Process process, DialThrough connections, int port, List<Path> files) {
    this.process = process;
    this.connections = connections;
    this.port = port;
    this.files = files;
  }

  /**
   * In TCP mode, a thread a core, with pipes of 1 MiB. Told to splice both ways: {@code
   * splice-auto} copies whenever its guess about a stream says so, which is slower here.
   */
  static PeerProxy haproxy() {
    try {
      Path file = Files.createTempFile("noports-bench", ".haproxy");
      DialThrough connections = new DialThrough();
      int port = Ports.free();
      Files.writeString(file, haproxyConfiguration(port, connections.targetPort()));
      return start(connections, port, List.of(file), "haproxy", "-db", "-f", file.toString());
    } catch (IOException e) {
      throw new BenchException("haproxy's configuration can't be written", e);
    }
  }

  private static String haproxyConfiguration(int listen, int target) {
    return """
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
        .formatted(listen, target);
  }

  /** As its manual has it, a process a connection; without Nagle's delay. */
  static PeerProxy socat() {
    DialThrough connections = new DialThrough();
    int port = Ports.free();
    return start(
        connections,
        port,
        List.of(),
        "socat",
        "TCP-LISTEN:" + port + ",bind=127.0.0.1,fork,reuseaddr,backlog=512,nodelay",
        "TCP:127.0.0.1:" + connections.targetPort() + ",nodelay");
  }

  private static PeerProxy start(
      DialThrough connections, int port, List<Path> files, String... command) {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectErrorStream(true)
              .start();
      PeerProxy proxy = new PeerProxy(process, connections, port, files);
      Ports.awaitBound(port, process);
      return proxy;
    } catch (IOException e) {
      throw new BenchException(command[0] + " is not installed: apt-get install " + command[0], e);
    }
  }

  @Override
  public List<Blast.Stream> streams(int count) {
    return connections.streams(port, count);
  }

  @Override
  public Stream<ProcessHandle> processes() {
    return Stream.concat(Stream.of(process.toHandle()), process.descendants());
  }

  @Override
  public void close() {
    List<ProcessHandle> children = process.descendants().toList();
    process.destroyForcibly();
    children.forEach(ProcessHandle::destroyForcibly);
    connections.close();
    try {
      process.waitFor(10, TimeUnit.SECONDS);
      for (Path file : files) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new BenchException("a temporary file can't be deleted", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
