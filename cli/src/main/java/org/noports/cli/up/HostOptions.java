package org.noports.cli.up;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import org.jspecify.annotations.Nullable;
import org.noports.atserver.AtServerConfig;
import org.noports.atserver.store.Storage;
import org.noports.cli.options.AtSignConverter;
import org.noports.cli.options.Homes;
import org.noports.cli.options.PortConverter;
import org.noports.cli.output.Terminal;
import org.noports.protocol.name.AtSign;
import picocli.CommandLine.Option;

/** Where a private system keeps its state, for whom it is and where it is reached. */
final class HostOptions {
  private static final String LOOPBACK = "localhost";

  @Option(
      names = "--dir",
      paramLabel = "<path>",
      description = "Where everything is kept (default ~/.noports).")
  private @Nullable Path directory;

  @Option(
      names = "--atsign",
      paramLabel = "<atSign,...>",
      split = ",",
      converter = AtSignConverter.class,
      description = "The atSigns to serve (default @client,@device).")
  private @Nullable List<AtSign> atSigns;

  @Option(
      names = "--host",
      paramLabel = "<name>",
      defaultValue = LOOPBACK,
      description =
          "The name or address other machines reach this one by (default localhost: only this"
              + " machine).")
  private String host = LOOPBACK;

  @Option(
      names = "--port",
      paramLabel = "<port>",
      converter = PortConverter.class,
      defaultValue = "0",
      description =
          "Port of the atDirectory; the atServers use the ones after it (default: free ones,"
              + " kept from then on).")
  private int port;

  @Option(
      names = "--storage",
      paramLabel = "<place>",
      description =
          "Where records and notifications are kept: sqlite:DIR (default: a file below --dir) or"
              + " postgresql://USER@HOST:PORT/DATABASE, which several machines may share.")
  private @Nullable String storage;

  Layout layout(Terminal terminal) {
    return Layout.prepare(directory != null ? directory : Homes.home(terminal).resolve(".noports"));
  }

  /** The atSigns served besides the relay's. */
  SequencedSet<AtSign> atSigns() {
    return new LinkedHashSet<>(
        atSigns != null ? atSigns : List.of(AtSign.of("@client"), AtSign.of("@device")));
  }

  String host() {
    return host;
  }

  boolean loopbackOnly() {
    return host.equals(LOOPBACK) || host.startsWith("127.");
  }

  AtServerConfig serverConfig(Layout layout, InstantSource clock) {
    AtServerConfig config = AtServerConfig.onLoopback(layout.server());
    return (storage == null ? config : config.withStorage(Storage.parse(storage)))
        .withHosts(loopbackOnly() ? "127.0.0.1" : "0.0.0.0", host)
        .withPorts(port, port == 0 || port == 65535 ? 0 : port + 1)
        .withTime(new SecureRandom(), clock);
  }
}
