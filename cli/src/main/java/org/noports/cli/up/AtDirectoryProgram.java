package org.noports.cli.up;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.noports.atserver.directory.AtDirectoryServer;
import org.noports.atserver.directory.DirectoryLimits;
import org.noports.atserver.tls.CertificateAuthority;
import org.noports.atserver.tls.CertificateFiles;
import org.noports.atserver.tls.IdentitySource;
import org.noports.atserver.tls.TlsContexts;
import org.noports.atserver.tls.TrustRoots;
import org.noports.cli.configfile.ConfigFile;
import org.noports.cli.options.Homes;
import org.noports.cli.options.ListenAddress;
import org.noports.cli.options.LogOptions;
import org.noports.cli.options.PortConverter;
import org.noports.cli.options.Program;
import org.noports.cli.output.Logging;
import org.noports.cli.output.Terminal;
import org.noports.cli.service.OperatorPages;
import org.noports.cli.service.OperatorPages.Page;
import org.noports.protocol.json.JsonObject;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code noports atdirectory}: tells where atServers are that other processes run. */
@Command(
    name = "atdirectory",
    customSynopsis =
        "noports atdirectory [--entries file] [--host name] [--port n] [--config file]",
    description = "Runs an atDirectory until asked to stop.")
public final class AtDirectoryProgram implements Program {
  private static final String LOOPBACK = "localhost";

  @Option(
      names = "--dir",
      paramLabel = "<path>",
      description = "Where the authority and the entries are kept (default ~/.noports).")
  private @Nullable Path directory;

  @Option(
      names = "--entries",
      paramLabel = "<path>",
      description =
          "Lines such as \"@alice host:6464\"; read again when the file changes (default"
              + " DIR/directory.entries).")
  private @Nullable Path entries;

  @Option(
      names = "--host",
      paramLabel = "<name>",
      defaultValue = LOOPBACK,
      description = "The name others reach this machine by (default localhost: only this one).")
  private String host = LOOPBACK;

  @Option(
      names = "--port",
      paramLabel = "<port>",
      converter = PortConverter.class,
      defaultValue = "64",
      description = "The port (default 64; 0: any).")
  private int port = 64;

  @Option(
      names = "--cert",
      paramLabel = "<path>",
      description = "Certificate chain (PEM) of --host, with --key; read again when it changes.")
  private @Nullable Path certificate;

  @Option(names = "--key", paramLabel = "<path>", description = "Its PKCS#8 key (PEM).")
  private @Nullable Path key;

  @Option(
      names = "--metrics",
      paramLabel = "<[host:]port>",
      converter = ListenAddress.class,
      description = "Answer /health there; a port alone is on the loopback address.")
  private @Nullable InetSocketAddress metrics;

  @Option(
      names = "--config",
      paramLabel = "<path>",
      description = "YAML file with options; the command line goes before it.")
  private @Nullable Path configFile;

  @Mixin private LogOptions log = new LogOptions();

  @Override
  public int run(Terminal terminal, List<String> arguments) throws InterruptedException {
    AtDirectoryProgram program = this;
    if (configFile != null) {
      program =
          ServerKeys.ATDIRECTORY.parse(
              AtDirectoryProgram::new, arguments, ConfigFile.read(configFile));
    }
    return program.serve(terminal);
  }

  private int serve(Terminal terminal) throws InterruptedException {
    log.apply(terminal, Logging.Detail.SHOUT);
    Layout layout =
        Layout.prepare(directory != null ? directory : Homes.home(terminal).resolve(".noports"));
    EntriesFile file =
        new EntriesFile(
            entries != null ? entries : layout.directory().resolve("directory.entries"));
    CertificateAuthority authority =
        CertificateAuthority.openOrCreate(
            layout.server().resolve("ca"), new SecureRandom(), terminal.clock());
    boolean local = host.equals(LOOPBACK);
    try (AtDirectoryServer server =
            AtDirectoryServer.start(
                new InetSocketAddress(local ? "127.0.0.1" : "0.0.0.0", port),
                TlsContexts.server(
                        identity(authority, terminal), TrustRoots.platformAnd(authority.caFile()))
                    .withoutClientCertificates(),
                file,
                DirectoryLimits.DEFAULTS);
        OperatorPages pages =
            metrics == null
                ? null
                : OperatorPages.start(metrics, Map.of("/health", () -> health(file)))) {
      terminal.stop().closes(server);
      terminal.stop().exitsWith(0);
      if (pages != null) {
        terminal.out().println("noports atdirectory tells its health at " + pages.url());
      }
      terminal
          .out()
          .println(
              "noports atdirectory is ready: %s:%d, trust %s"
                  .formatted(host, server.port(), authority.caFile()));
      terminal.out().flush();
      terminal.awaitStop();
      return 0;
    }
  }

  private IdentitySource identity(CertificateAuthority authority, Terminal terminal) {
    CertificateFiles given = GivenCertificate.of("--cert", certificate, "--key", key);
    return given == null
        ? authority.identity("atdirectory", List.of(host))
        : given.watched(terminal.clock());
  }

  private static Page health(EntriesFile file) {
    return Page.json(
        200,
        JsonObject.builder()
            .put("status", "serving")
            .put("entries", file.size())
            .build()
            .canonical());
  }
}
