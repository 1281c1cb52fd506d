package org.noports.cli.activate;

import java.util.List;
import org.noports.atclient.DirectoryAddress;
import org.noports.atclient.activation.ActivationStatus;
import org.noports.cli.output.Terminal;
import org.noports.protocol.name.AtSign;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code at_activate status} (cli.md 6.3): scripts read the exit code, installers the line. */
@Command(
    name = "status",
    customSynopsis = "at_activate status -a @atsign [options]",
    description = "Tells with the exit code how far an atSign is from being usable.")
final class StatusProgram implements ActivationProgram {
  @Mixin private ActivationOptions options = new ActivationOptions();

  @Override
  public int run(Terminal terminal, List<String> arguments) {
    options.applyLogging(terminal);
    AtSign atSign = options.atSign();
    DirectoryAddress directory = options.directory(terminal);
    ActivationStatus status =
        ActivationStatus.of(atSign, directory, options.edge().trust(terminal));
    int code =
        switch (status) {
          case ACTIVATED -> 0;
          case NO_PUBLIC_KEY -> 1;
          case SERVER_UNREACHABLE -> 2;
          case NOT_IN_DIRECTORY -> 3;
          case DIRECTORY_UNREACHABLE -> 4;
        };
    String meaning =
        switch (status) {
          case ACTIVATED -> "%s is activated".formatted(atSign);
          case NO_PUBLIC_KEY -> "the atServer of %s is there, but not activated".formatted(atSign);
          case SERVER_UNREACHABLE -> "the atServer of %s cannot be reached".formatted(atSign);
          case NOT_IN_DIRECTORY ->
              "the atDirectory %s does not know %s".formatted(directory, atSign);
          case DIRECTORY_UNREACHABLE -> "the atDirectory %s cannot be reached".formatted(directory);
        };
    terminal.err().println("returning %d: %s".formatted(code, meaning));
    return code;
  }
}
