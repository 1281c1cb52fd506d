package org.noports.bench;

import java.util.List;
import java.util.stream.Stream;

/** The whole encrypted path: {@code npt} to relay to {@code sshnpd} to our sink. One thread. */
final class TunnelPath implements Carrier {
  private final DialThrough connections = new DialThrough();
  private final BenchSystem.Running client;
  private final List<ProcessHandle> processes;
  private final int port;

  private TunnelPath(BenchSystem system, List<ProcessHandle> others, String... options) {
    client = system.client(connections.targetPort(), options);
    port = client.listeningPort();
    processes = Stream.concat(others.stream(), Stream.of(client.process().toHandle())).toList();
  }

  /** In authenticated records. */
  static TunnelPath authenticated(BenchSystem system, List<ProcessHandle> others) {
    return new TunnelPath(system, others);
  }

  /** In counter mode, as older versions speak. */
  static TunnelPath counterMode(BenchSystem system, List<ProcessHandle> others) {
    return new TunnelPath(system, others, "--no-aead");
  }

  @Override
  public List<Blast.Stream> streams(int count) {
    return connections.streams(port, count);
  }

  @Override
  public Stream<ProcessHandle> processes() {
    return processes.stream();
  }

  /** Where it listens. */
  int port() {
    return port;
  }

  /** Behind it. */
  DialThrough service() {
    return connections;
  }

  /** The program in front of it. */
  ProcessHandle client() {
    return client.process().toHandle();
  }

  @Override
  public void close() {
    client.stop();
    connections.close();
  }
}
