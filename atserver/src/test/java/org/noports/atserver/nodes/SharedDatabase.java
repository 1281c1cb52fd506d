package org.noports.atserver.nodes;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.noports.atserver.AtServerConfig;
import org.noports.atserver.store.Storage;
import org.noports.atserver.store.postgresql.PrivatePostgres;

/**
 * How machines are set up that serve the same atSigns: one database, one authority, one name, the
 * same ports. Machines are further addresses of the loopback network.
 */
final class SharedDatabase {
  /**
   * Ports are wanted again and again here, on several addresses: none of those that the system
   * gives to connections, from 32,768 on.
   */
  private static final int FIRST_PORT = 22_000;

  private static final int FIRST_DIRECTORY_PORT = 24_000;

  private final Path root;
  private final String database = PrivatePostgres.newDatabase();
  private final int directoryPort;

  SharedDatabase(Path root) throws IOException {
    this.root = root;
    directoryPort = freePort();
  }

  private static int freePort() throws IOException {
    // Checks beside this one begin elsewhere.
    int first = FIRST_DIRECTORY_PORT + (int) (ProcessHandle.current().pid() % 1_000);
    for (int port = first; port < first + 1_000; port++) {
      try (ServerSocket free = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return free.getLocalPort();
      } catch (BindException e) {
        // Somebody has it: the next one.
      }
    }
    throw new IOException("no free port from " + first + " on");
  }

  String database() {
    return database;
  }

  /** The configuration of one machine; the first one's authority is everybody's. */
  AtServerConfig machine(InetAddress address) throws IOException {
    Path data = root.resolve(address.getHostAddress());
    Path first = root.resolve("127.0.0.1").resolve("ca");
    if (Files.isDirectory(first) && !Files.exists(data)) {
      Files.createDirectories(data.resolve("ca"));
      try (Stream<Path> files = Files.list(first)) {
        for (Path file : files.filter(each -> !each.toString().contains("atserver")).toList()) {
          Files.copy(file, data.resolve("ca").resolve(file.getFileName()));
        }
      }
    }
    return config(data, address.getHostAddress(), database, directoryPort);
  }

  static AtServerConfig config(Path data, String address, String database, int directoryPort) {
    return AtServerConfig.onLoopback(data)
        .withHosts(address, "localhost")
        .withPorts(directoryPort, FIRST_PORT)
        .withStorage(Storage.parse(database));
  }

  /** What {@link NodeProgram} is told. */
  String[] arguments(InetAddress address) throws IOException {
    return new String[] {
      machine(address).dataDirectory().toString(),
      address.getHostAddress(),
      database,
      String.valueOf(directoryPort)
    };
  }

  int directoryPort() {
    return directoryPort;
  }
}
