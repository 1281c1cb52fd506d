package org.noports.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.noports.atserver.store.Storage;
import org.noports.atserver.store.Store;

/**
 * {@code noports atserver} in a process with 2 GiB of heap, with {@link BenchAtSigns} on one kind
 * of storage, which is a server of its own for PostgreSQL. Closing it ends and deletes everything.
 */
final class BenchAtServers implements AutoCloseable {
  private static final Path ROOT =
      Path.of(System.getProperty("noports.root", ".")).toAbsolutePath().normalize();

  /** What the names of figures end with on each kind of storage. */
  static final Map<String, String> ENDINGS =
      new TreeMap<>(Map.of("sqlite", "", "postgresql", "_pg")).descendingMap();

  private static final Duration START_LIMIT = Duration.ofMinutes(2);

  private final Path directory;
  private final Process database;
  private final String storage;
  private final Process servers;
  private final double startSeconds;

  private BenchAtServers(Path directory, Process database, String storage)
      throws IOException, InterruptedException {
    this.directory = directory;
    this.database = database;
    this.storage = storage;
    try (Store store = open()) {
      BenchAtSigns.fill(store);
    }
    long begin = System.nanoTime();
    ProcessBuilder builder =
        new ProcessBuilder(
            ROOT.resolve("bin").resolve("noports").toString(),
            "atserver",
            "--dir",
            state().toString(),
            "--atsign",
            BenchAtSigns.atSign(0).text(),
            "--storage",
            storage);
    builder.environment().put("NOPORTS_BUILD", "never");
    builder.environment().put("JAVA_TOOL_OPTIONS", "-Xmx2g");
    builder.redirectErrorStream(true).redirectOutput(directory.resolve("log").toFile());
    servers = builder.start();
    awaitReady();
    startSeconds = (System.nanoTime() - begin) / 1e9;
  }

  static BenchAtServers onSqlite() throws IOException, InterruptedException {
    Path directory = Files.createTempDirectory("noports-bench");
    Process nothing = new ProcessBuilder("true").start();
    return new BenchAtServers(directory, nothing, "sqlite:" + directory.resolve("store"));
  }

  static BenchAtServers onPostgresql() throws IOException, InterruptedException {
    Process database =
        new ProcessBuilder(
                ROOT.resolve("bench").resolve("private-postgres").toString(),
                "shared_buffers=512MB",
                "max_wal_size=4GB")
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    BufferedReader lines = database.inputReader();
    String address = lines.readLine();
    if (address == null) {
      throw new BenchException("no PostgreSQL server");
    }
    return new BenchAtServers(Files.createTempDirectory("noports-bench"), database, address);
  }

  /** The storage itself, while no atServers run. */
  Store open() {
    return Storage.parse(storage).open(InstantSource.system(), key -> false);
  }

  private Path state() {
    return directory.resolve("state");
  }

  private void awaitReady() throws IOException, InterruptedException {
    long end = System.nanoTime() + START_LIMIT.toNanos();
    while (!Files.readString(directory.resolve("log")).contains("atserver is ready")) {
      if (System.nanoTime() > end || servers.waitFor(5, TimeUnit.MILLISECONDS)) {
        throw new BenchException(
            "the atServers don't start: " + Files.readString(directory.resolve("log")));
      }
    }
  }

  double startSeconds() {
    return startSeconds;
  }

  Path caFile() throws IOException {
    Matcher line =
        Pattern.compile("export NOPORTS_CA='?([^'\\n]*)")
            .matcher(Files.readString(state().resolve("env")));
    if (!line.find()) {
      throw new BenchException("env names no authority");
    }
    return Path.of(line.group(1));
  }

  ProcessHoldings holdings() {
    return ProcessHoldings.of(servers.toHandle());
  }

  /** CPU time of the atServers and of the server that keeps their storage, so far. */
  double cpuSeconds() {
    return ProcessCpu.seconds(Stream.concat(Stream.of(servers.toHandle()), database.descendants()));
  }

  /** What the process takes of the machine's memory. */
  double residentMib() throws IOException {
    String status = Files.readString(Path.of("/proc", servers.pid() + "", "status"));
    Matcher line = Pattern.compile("VmRSS:\\s+(\\d+) kB").matcher(status);
    if (!line.find()) {
      throw new BenchException("the atServers are gone");
    }
    return Integer.parseInt(line.group(1)) / 1024.0;
  }

  /** Lines the atServers have logged. */
  long logLines() throws IOException {
    try (Stream<String> lines = Files.lines(directory.resolve("log"))) {
      return lines.count();
    }
  }

  /** Ends the atServers; the storage stays. */
  void stop() throws InterruptedException {
    servers.destroy();
    if (!servers.waitFor(20, TimeUnit.SECONDS)) {
      servers.destroyForcibly().waitFor();
    }
  }

  @Override
  public void close() {
    try {
      stop();
      database.getOutputStream().close();
      database.waitFor(20, TimeUnit.SECONDS);
      try (Stream<Path> files = Files.walk(directory)) {
        for (Path file : files.sorted(Comparator.<Path>reverseOrder()).toList()) {
          Files.deleteIfExists(file);
        }
      }
    } catch (IOException e) {
      throw new BenchException("can't delete " + directory, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  static BenchAtServers with(String ending) throws IOException, InterruptedException {
    return ending.isEmpty() ? onSqlite() : onPostgresql();
  }
}
