package org.noports.cli.activate;

import org.jspecify.annotations.Nullable;
import org.noports.atclient.AtClientConfig;
import org.noports.atclient.DirectoryAddress;
import org.noports.cli.options.AtSignConverter;
import org.noports.cli.options.CommandLines;
import org.noports.cli.options.DirectoryConverter;
import org.noports.cli.options.EdgeOptions;
import org.noports.cli.options.LogOptions;
import org.noports.cli.output.Logging;
import org.noports.cli.output.Terminal;
import org.noports.protocol.name.AtSign;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What every command of at_activate takes (cli.md 6.1). */
final class ActivationOptions {
  @Option(
      names = {"-a", "--atsign"},
      paramLabel = "<atSign>",
      converter = AtSignConverter.class,
      description = "The atSign (mandatory).")
  private @Nullable AtSign atSign;

  @Option(
      names = "-r",
      paramLabel = "<host[:port]>",
      converter = DirectoryConverter.class,
      description = "As --root-server.")
  private @Nullable DirectoryAddress root;

  @Mixin private EdgeOptions edge = new EdgeOptions();
  @Mixin private LogOptions log = new LogOptions();

  AtSign atSign() {
    return CommandLines.mandatory("atsign", atSign);
  }

  DirectoryAddress directory(Terminal terminal) {
    return root != null ? root : edge.directory(terminal);
  }

  EdgeOptions edge() {
    return edge;
  }

  /** How to log in with the keys these options name. */
  AtClientConfig clientConfig(Terminal terminal, boolean listening) {
    AtClientConfig config = edge.at(null, directory(terminal)).clientConfig(atSign(), terminal);
    return listening ? config : config.withoutMonitoring();
  }

  void applyLogging(Terminal terminal) {
    log.apply(terminal, Logging.Detail.WARNING);
  }
}
