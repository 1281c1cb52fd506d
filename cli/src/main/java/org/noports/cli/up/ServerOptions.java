package org.noports.cli.up;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.noports.atserver.AtServerConfig;
import org.noports.atserver.HostPort;
import org.noports.atserver.Limits;
import org.noports.cli.options.ListenAddress;
import org.noports.cli.options.UsageProblem;
import picocli.CommandLine.Option;

/** What an operator of atServers chooses besides where they are: certificates, ports, limits. */
final class ServerOptions {
  @Option(
      names = "--shared-port",
      paramLabel = "<port>",
      description =
          "Serve all atSigns on this one port (0: any), told apart by TLS server names below"
              + " --host (default: a port each).")
  private @Nullable Integer sharedPort;

  @Option(
      names = "--directory",
      paramLabel = "<host:port>",
      description = "Use the atDirectory there instead of running one.")
  private @Nullable String directory;

  @Option(
      names = "--cert",
      paramLabel = "<path>",
      description =
          "Certificate chain (PEM) of --host, with --key; read again when it changes (default: one"
              + " of the private authority).")
  private @Nullable Path certificate;

  @Option(names = "--key", paramLabel = "<path>", description = "Its PKCS#8 key (PEM).")
  private @Nullable Path key;

  @Option(
      names = "--client-cert",
      paramLabel = "<path>",
      description = "Certificate chain to show other atServers, with --client-key.")
  private @Nullable Path clientCertificate;

  @Option(names = "--client-key", paramLabel = "<path>", description = "Its PKCS#8 key (PEM).")
  private @Nullable Path clientKey;

  @Option(
      names = "--peer-ca",
      paramLabel = "<path>",
      description = "Further roots (PEM) that other servers' certificates may have.")
  private @Nullable Path roots;

  @Option(
      names = "--require-peer-certificate",
      description = "Other atSigns must come with a certificate of their directory host.")
  private boolean requirePeerCertificate;

  @Option(
      names = "--metrics",
      paramLabel = "<[host:]port>",
      converter = ListenAddress.class,
      description =
          "Answer /metrics (Prometheus) and /health there; a port alone is on the loopback"
              + " address.")
  private @Nullable InetSocketAddress metrics;

  @Option(
      names = "--max-connections",
      paramLabel = "<number>",
      defaultValue = "20000",
      description = "Connections at a time (default 20000).")
  private int connections;

  @Option(
      names = "--max-connections-per-atsign",
      paramLabel = "<number>",
      defaultValue = "200",
      description = "Connections of one atSign at a time (default 200).")
  private int connectionsPerAtSign;

  @Option(
      names = "--max-connections-per-address",
      paramLabel = "<number>",
      defaultValue = "4000",
      description = "Connections from one address at a time (default 4000).")
  private int connectionsPerAddress;

  @Option(
      names = "--max-anonymous-rate",
      paramLabel = "<number>",
      defaultValue = "2000",
      description =
          "Commands a second from one address before a login; faster ones wait (default 2000).")
  private int anonymousRate;

  @Option(
      names = "--max-line",
      paramLabel = "<bytes>",
      defaultValue = "10240000",
      description = "Longest command (default 10240000).")
  private int lineBytes;

  @Option(
      names = "--max-records-per-atsign",
      paramLabel = "<number>",
      defaultValue = "1000000",
      description = "Records and notifications of one atSign (default 1000000).")
  private long recordsPerAtSign;

  @Option(
      names = "--max-mib-per-atsign",
      paramLabel = "<MiB>",
      defaultValue = "4096",
      description = "Storage of one atSign (default 4096).")
  private long mibPerAtSign;

  @Nullable InetSocketAddress metrics() {
    return metrics;
  }

  AtServerConfig in(AtServerConfig config) {
    AtServerConfig.Builder out =
        config
            .with()
            .sharedPort(sharedPort)
            .certificate(GivenCertificate.of("--cert", certificate, "--key", key))
            .clientCertificate(
                GivenCertificate.of("--client-cert", clientCertificate, "--client-key", clientKey))
            .extraRoots(roots)
            .peersNeedCertificate(requirePeerCertificate)
            .limits(limits());
    if (directory != null) {
      out.externalDirectory(HostPort.parse(directory));
    }
    return out.build();
  }

  private Limits limits() {
    if (connections < 1
        || connectionsPerAtSign < 1
        || connectionsPerAddress < 1
        || anonymousRate < 1
        || lineBytes < 65_536
        || recordsPerAtSign < 1
        || mibPerAtSign < 1) {
      throw new UsageProblem("every --max-... is at least 1, --max-line at least 65536");
    }
    return Limits.DEFAULTS
        .with()
        .connectionsPerProcess(connections)
        .connectionsPerAtSign(connectionsPerAtSign)
        .connectionsPerAddress(connectionsPerAddress)
        .unauthenticatedVerbsPerSecond(anonymousRate)
        .lineBytes(lineBytes)
        .recordsPerAtSign(recordsPerAtSign)
        .bytesPerAtSign(Math.multiplyExact(mibPerAtSign, 1024L * 1024L))
        .build();
  }
}
