package org.noports.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A private system of separate processes in a temporary directory: atServers, relay, and what a
 * benchmark adds. Closing it ends every process and deletes the directory. One thread.
 */
final class BenchSystem implements AutoCloseable {
  static final String CLIENT = "@client";
  static final String DAEMON = "@device";
  static final String RELAY = "@relay";
  static final String DEVICE = "bench";

  /** Enough for 200 sessions at a time: a relay serves 64 of one atSign. */
  static final List<String> CLIENTS = List.of(CLIENT, "@client2", "@client3", "@client4");

  private static final List<String> ALL =
      Stream.concat(CLIENTS.stream(), Stream.of(DAEMON, RELAY)).toList();

  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final Duration POLL = Duration.ofMillis(1);

  private final Path root;
  private final Path directory;
  private final Map<Site, DelayedNetwork.Host> far;

  /** Further options of every Java machine. */
  private final String javaOptions;

  private final List<Process> processes = new ArrayList<>();
  private int started;

  /** Where a program runs. */
  enum Site {
    SERVERS,
    RELAY,
    DEVICE,
    CLIENT
  }

  private BenchSystem(
      Path root, Path directory, Map<Site, DelayedNetwork.Host> far, String javaOptions) {
    this.root = root;
    this.directory = directory;
    this.far = far;
    this.javaOptions = javaOptions;
  }

  /** Starts atServers and cuts the keys of all atSigns, everything on this machine's loopback. */
  static BenchSystem start() {
    return start(Map.of(), "");
  }

  /** The same with heaps that are resident from the start, so that what grows is something else. */
  static BenchSystem withResidentHeaps() {
    return start(Map.of(), "-XX:+AlwaysPreTouch");
  }

  /** On hosts of a network. */
  static BenchSystem start(Map<Site, DelayedNetwork.Host> far) {
    return start(far, "");
  }

  private static BenchSystem start(Map<Site, DelayedNetwork.Host> far, String javaOptions) {
    try {
      BenchSystem system =
          new BenchSystem(
              Path.of(System.getProperty("noports.root", ".")).toAbsolutePath().normalize(),
              Files.createTempDirectory("noports-bench"),
              far,
              javaOptions);
      boolean ready = false;
      try {
        system.startServers();
        ready = true;
        return system;
      } finally {
        if (!ready) {
          system.close();
        }
      }
    } catch (IOException e) {
      throw new BenchException("no private system can be started", e);
    }
  }

  private void startServers() throws IOException {
    String state = state().toString();
    String atSigns = String.join(",", ALL);
    Running servers =
        run(
            Site.SERVERS,
            bin("noports"),
            "atserver",
            "--dir",
            state,
            "--atsign",
            atSigns,
            "--host",
            address(Site.SERVERS, "localhost"));
    servers.await("atserver is ready");
    for (String atSign : ALL) {
      Path secret = state().resolve("activation").resolve(atSign + ".cram");
      Running activation =
          named(
              Site.SERVERS,
              "at_activate",
              "onboard",
              "-a",
              atSign,
              "-c",
              Files.readString(secret).strip());
      activation.awaitEnd();
    }
  }

  Path state() {
    return directory.resolve("state");
  }

  Path keysFile(String atSign) {
    return state().resolve("keys").resolve(atSign + "_key.atKeys");
  }

  /** A variable that {@code DIR/env} sets. */
  String variable(String name) {
    try {
      Matcher line =
          Pattern.compile("^export " + name + "='?([^'\\n]*)'?$", Pattern.MULTILINE)
              .matcher(Files.readString(state().resolve("env")));
      if (line.find()) {
        return line.group(1);
      }
      throw new BenchException("env sets no " + name);
    } catch (IOException e) {
      throw new BenchException("env can't be read", e);
    }
  }

  Running relay() {
    Running relay =
        named(
            Site.RELAY,
            "srvd",
            "-a",
            RELAY,
            "-i",
            address(Site.RELAY, "127.0.0.1"),
            "--max-requests-per-second",
            "0");
    relay.await("srvd is ready");
    return relay;
  }

  Running daemon() {
    Running daemon =
        named(
            Site.DEVICE, "sshnpd", "-a", DAEMON, "-m", CLIENT, "-d", DEVICE, "--po", "*:*,*:*/udp");
    daemon.await("sshnpd is ready");
    return daemon;
  }

  /** Starts {@code npt} to a port of this machine; it is not awaited. */
  Running client(int servicePort, String... more) {
    return client(Integer.toString(servicePort), more);
  }

  /** The same to a UDP port. */
  Running udpClient(int servicePort) {
    return client(servicePort + "/udp");
  }

  /** socat between a UDP port of its own, which is the result, and another. */
  int udpSocat(int servicePort) {
    int port = Ports.free();
    Running socat =
        run(
            Site.CLIENT,
            "socat",
            "-d",
            "-d",
            "UDP4-LISTEN:%d,bind=127.0.0.1,fork".formatted(port),
            "UDP4:127.0.0.1:" + servicePort);
    socat.await("listening on");
    return port;
  }

  private Running client(String servicePort, String... more) {
    List<String> words =
        new ArrayList<>(List.of("-f", CLIENT, "-t", DAEMON, "-r", RELAY, "-d", DEVICE));
    words.addAll(List.of("-p", servicePort, "-T", "1h"));
    words.addAll(List.of(more));
    return named(Site.CLIENT, "npt", words.toArray(String[]::new));
  }

  /** Runs a program of {@code bin} in a shell that has read {@code DIR/env}. */
  private Running named(Site site, String program, String... words) {
    List<String> command =
        new ArrayList<>(
            List.of("/bin/sh", "-c", ". \"$0\"; exec \"$@\"", state().resolve("env").toString()));
    command.add(bin(program));
    command.addAll(List.of(words));
    return run(site, command.toArray(String[]::new));
  }

  private String address(Site site, String otherwise) {
    DelayedNetwork.Host host = far.get(site);
    return host == null ? otherwise : host.address();
  }

  String bin(String program) {
    return root.resolve("bin").resolve(program).toString();
  }

  /** socat on the relay's host between a port there, which is the result, and one of the device. */
  int tcpSocat(int servicePort) {
    int port = Ports.free();
    Running socat =
        run(
            Site.RELAY,
            "socat",
            "-d",
            "-d",
            "TCP4-LISTEN:%d,fork,nodelay".formatted(port),
            "TCP4:%s:%d,nodelay".formatted(address(Site.DEVICE, "127.0.0.1"), servicePort));
    socat.await("listening on");
    return port;
  }

  private Running run(Site site, String... words) {
    DelayedNetwork.Host host = far.get(site);
    List<String> command = new ArrayList<>(host == null ? List.of() : host.command());
    command.addAll(List.of(words));
    started++;
    Path log = directory.resolve("log-" + started);
    try {
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
              .redirectErrorStream(true)
              .redirectOutput(log.toFile());
      builder.environment().put("NOPORTS_BUILD", "never");
      if (!javaOptions.isEmpty()) {
        builder.environment().put("JDK_JAVA_OPTIONS", javaOptions);
      }
      builder.environment().put("HOME", directory.toString());
      Process process = builder.start();
      processes.add(process);
      return new Running(process, log);
    } catch (IOException e) {
      throw new BenchException("can't run " + words[0], e);
    }
  }

  @Override
  public void close() {
    processes.reversed().forEach(Process::destroyForcibly);
    try (var files = Files.walk(directory)) {
      for (Process process : processes) {
        process.waitFor(10, TimeUnit.SECONDS);
      }
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new BenchException("can't delete " + directory, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A process of the system and what it printed. */
  record Running(Process process, Path log) {
    /** Waits until something printed matches; the match. */
    Matcher await(String regex) {
      Pattern pattern = Pattern.compile(regex);
      long deadline = System.nanoTime() + START_LIMIT.toNanos();
      while (true) {
        Matcher matcher = pattern.matcher(printed());
        if (matcher.find()) {
          return matcher;
        }
        if (!process.isAlive() || System.nanoTime() > deadline) {
          throw new BenchException("waited in vain for '" + regex + "' in: " + printed());
        }
        LockSupport.parkNanos(POLL.toNanos());
      }
    }

    int listeningPort() {
      return Integer.parseInt(await("npt is listening on \\S*:(\\d+)").group(1));
    }

    void awaitEnd() {
      try {
        if (!process.waitFor(START_LIMIT) || process.exitValue() != 0) {
          throw new BenchException("a program failed: " + printed());
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new BenchException("interrupted", e);
      }
    }

    void stop() {
      process.destroy();
      try {
        if (!process.waitFor(Duration.ofSeconds(10))) {
          process.destroyForcibly();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    /** Both outputs until now. */
    String printed() {
      try {
        return Files.readString(log);
      } catch (IOException e) {
        throw new BenchException("can't read " + log, e);
      }
    }
  }
}
