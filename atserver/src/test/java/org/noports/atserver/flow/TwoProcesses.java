package org.noports.atserver.flow;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.noports.atserver.AtServerHost;
import org.noports.atserver.HostPort;
import org.noports.atserver.TestStorage;
import org.noports.atserver.directory.AtDirectoryServer;
import org.noports.atserver.directory.DirectoryLimits;
import org.noports.atserver.tls.CertificateAuthority;
import org.noports.atserver.tls.TlsContexts;
import org.noports.atserver.tls.TrustRoots;
import org.noports.protocol.name.AtSign;

/** Several hosts that share an authority and a directory, each with a store of its own. */
final class TwoProcesses implements AutoCloseable {
  private final Path root;
  private final Map<AtSign, HostPort> names = new ConcurrentHashMap<>();
  private final Deque<AutoCloseable> owned = new ArrayDeque<>();
  private final HostPort directory;

  TwoProcesses(Path root) {
    this.root = root;
    CertificateAuthority authority =
        CertificateAuthority.openOrCreate(
            root.resolve("authority"), new SecureRandom(), InstantSource.system());
    AtDirectoryServer server =
        AtDirectoryServer.start(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            TlsContexts.server(
                authority.identity("directory", List.of("localhost")),
                TrustRoots.only(authority.caFile())),
            names::get,
            DirectoryLimits.DEFAULTS);
    owned.push(server);
    directory = new HostPort("localhost", server.port());
  }

  /** Starts the host of that name, with whatever it had before. */
  AtServerHost start(String name) throws IOException {
    Path data = root.resolve(name);
    Path ca = data.resolve("ca");
    if (!Files.exists(ca)) {
      Files.createDirectories(ca);
      try (Stream<Path> files = Files.list(root.resolve("authority"))) {
        for (Path file : files.filter(each -> !each.toString().contains("directory")).toList()) {
          Files.copy(file, ca.resolve(file.getFileName()));
        }
      }
    }
    AtServerHost host =
        AtServerHost.start(TestStorage.config(data).withExternalDirectory(directory));
    owned.push(host);
    return host;
  }

  /** Lets the directory lead to an atSign. */
  void announce(AtServerHost host, AtSign atSign) {
    names.put(atSign, host.addressOf(atSign));
  }

  @Override
  public void close() {
    while (!owned.isEmpty()) {
      try {
        owned.pop().close();
      } catch (Exception e) {
        throw new AssertionError(e);
      }
    }
  }
}
