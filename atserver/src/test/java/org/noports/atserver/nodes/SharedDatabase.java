package org.noports.atserver.nodes;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.noports.atserver.AtServerConfig;
import org.noports.atserver.OwnPorts;
import org.noports.atserver.store.Storage;
import org.noports.atserver.store.postgresql.PrivatePostgres;

/**
 * How machines are set up that serve the same atSigns: one database, one authority, one name, the
 * same ports. Machines are further addresses of the loopback network.
 */
final class SharedDatabase {
  private static final int DIRECTORY_PORT = OwnPorts.first();

  private final Path root;
  private final String database = PrivatePostgres.newDatabase();

  SharedDatabase(Path root) {
    this.root = root;
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
    return config(data, address.getHostAddress(), database, DIRECTORY_PORT);
  }

  /** Ports of atSigns follow the directory's. */
  static AtServerConfig config(Path data, String address, String database, int directoryPort) {
    return AtServerConfig.onLoopback(data)
        .withHosts(address, "localhost")
        .withPorts(directoryPort, directoryPort + 1)
        .withStorage(Storage.parse(database));
  }

  /** What {@link NodeProgram} is told. */
  String[] arguments(InetAddress address) throws IOException {
    return new String[] {
      machine(address).dataDirectory().toString(),
      address.getHostAddress(),
      database,
      String.valueOf(DIRECTORY_PORT)
    };
  }

  int directoryPort() {
    return DIRECTORY_PORT;
  }
}
