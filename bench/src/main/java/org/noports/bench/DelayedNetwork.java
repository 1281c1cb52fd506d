package org.noports.bench;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Hosts that are far from each other: network namespaces, each with a TUN device, and this process
 * between them, which passes every packet on after the same delay. Needs root. Closing it removes
 * the namespaces; whatever runs in them has to be ended before.
 *
 * <p>Threads: one a host reads its packets, one writes all of them. Their order stays, as all wait
 * equally long.
 */
final class DelayedNetwork implements AutoCloseable {
  private static final String NET = "10.93.7.";
  private static final int PACKET = 2048;
  private static final int MOST_ON_THEIR_WAY = 65_536;
  private static final int DESTINATION = 16;
  private static final int POLL_MILLIS = 100;

  private final List<Host> hosts = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private final BlockingQueue<Packet> onTheirWay = new LinkedBlockingQueue<>(MOST_ON_THEIR_WAY);
  private final long delayNanos;
  private final @Nullable PacketTrace trace;
  private volatile boolean closed;

  /** Namespaces outlive the process, so one that is broken off removes them too. */
  private final Thread broken = new Thread(this::remove, "network");

  /**
   * A host.
   *
   * @param namespace where it lives
   */
  record Host(String namespace, String address, int tun) {
    /** Runs the words of a command there. */
    List<String> command() {
      return List.of("ip", "netns", "exec", namespace);
    }

    /** Runs the work on a thread there; its sockets stay there. */
    <T> T call(Callable<T> work) {
      FutureTask<T> task = new FutureTask<>(work);
      Thread.ofPlatform()
          .daemon()
          .name(namespace)
          .start(() -> {
            LinuxCalls.enter(namespace);
            task.run();
          });
      try {
        return task.get(1, TimeUnit.MINUTES);
      } catch (ExecutionException e) {
        throw new BenchException("what " + namespace + " was to do failed: " + e.getCause(), e);
      } catch (TimeoutException e) {
        throw new BenchException(namespace + " did not do it in time", e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new BenchException("interrupted", e);
      }
    }
  }

  private record Packet(long due, int tun, MemorySegment bytes) {}

  private DelayedNetwork(Duration oneWay, @Nullable PacketTrace trace) {
    this.delayNanos = oneWay.toNanos();
    this.trace = trace;
  }

  /**
   * So many hosts, each so far from each other.
   *
   * @param trace is told of every packet; null for nobody
   */
  static DelayedNetwork of(int hosts, Duration oneWay, @Nullable PacketTrace trace) {
    DelayedNetwork network = new DelayedNetwork(oneWay, trace);
    Runtime.getRuntime().addShutdownHook(network.broken);
    boolean made = false;
    try {
      for (int i = 0; i < hosts; i++) {
        network.add(i);
      }
      network.hosts.forEach(host -> network.start(host.namespace(), () -> network.read(host)));
      network.start("delay", network::write);
      made = true;
      return network;
    } finally {
      if (!made) {
        network.close();
      }
    }
  }

  Host host(int number) {
    return hosts.get(number);
  }

  private void add(int number) {
    String name = "npd" + ProcessHandle.current().pid() + "-" + number;
    int tun = LinuxCalls.tun(name);
    Host host = new Host(name, NET + (number + 1), tun);
    ip("netns", "add", name);
    hosts.add(host);
    ip("link", "set", name, "netns", name);
    ip("-n", name, "address", "add", host.address() + "/24", "dev", name);
    ip("-n", name, "link", "set", "lo", "up");
    ip("-n", name, "link", "set", name, "up");
  }

  private static void ip(String... words) {
    List<String> command = new ArrayList<>(List.of("ip"));
    command.addAll(List.of(words));
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new BenchException(String.join(" ", command) + ": " + said.strip());
      }
    } catch (IOException e) {
      throw new BenchException("the program ip (apt-get install iproute2) is needed", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchException("interrupted", e);
    }
  }

  private void start(String name, Runnable work) {
    threads.add(Thread.ofPlatform().daemon().name(name).start(work));
  }

  private void read(Host from) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment packet = arena.allocate(PACKET);
      while (!closed) {
        int length = LinuxCalls.read(from.tun(), packet, POLL_MILLIS);
        Host to = length == 0 ? null : destination(packet);
        if (to != null) {
          MemorySegment bytes =
              MemorySegment.ofArray(packet.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE));
          if (trace != null) {
            trace.sent(hosts.indexOf(from), hosts.indexOf(to), bytes);
          }
          onTheirWay.put(new Packet(System.nanoTime() + delayNanos, to.tun(), bytes));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private @Nullable Host destination(MemorySegment packet) {
    boolean v4 = (packet.get(ValueLayout.JAVA_BYTE, 0) & 0xf0) == 0x40;
    int number = packet.get(ValueLayout.JAVA_BYTE, DESTINATION + 3) - 1;
    boolean known =
        v4
            && packet.get(ValueLayout.JAVA_BYTE, DESTINATION) == 10
            && number >= 0
            && number < hosts.size();
    return known ? hosts.get(number) : null;
  }

  private void write() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(PACKET);
      while (!closed) {
        Packet packet = onTheirWay.poll(POLL_MILLIS, TimeUnit.MILLISECONDS);
        if (packet == null) {
          continue;
        }
        for (long left = packet.due() - System.nanoTime();
            left > 0 && !closed;
            left = packet.due() - System.nanoTime()) {
          LockSupport.parkNanos(left);
        }
        buffer.copyFrom(packet.bytes());
        LinuxCalls.write(packet.tun(), buffer, (int) packet.bytes().byteSize());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    closed = true;
    try {
      for (Thread thread : threads) {
        thread.join(Duration.ofSeconds(5));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (Runtime.getRuntime().removeShutdownHook(broken)) {
      remove();
    }
    hosts.forEach(host -> LinuxCalls.close(host.tun()));
  }

  private void remove() {
    hosts.forEach(host -> ip("netns", "delete", host.namespace()));
  }
}
