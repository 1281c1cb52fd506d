package org.noports.cli.sshnp;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.noports.cli.options.UsageProblem;
import org.noports.cli.output.Terminal;
import org.noports.client.SshCommand;
import org.noports.client.SshnpOptions;
import picocli.CommandLine.Option;

/** Which ssh runs in the session, with which key and words (cli.md 2.1, 2.2). */
final class SshClientOptions {
  private static final String OPENSSH = "openssh";
  private static final List<String> BUILT_IN = List.of("dart", "builtin");

  @Option(
      names = {"-i", "--identity-file"},
      paramLabel = "<path>",
      description = "Your private ssh key; without it ssh chooses.")
  private @Nullable String identityFile;

  @Option(
      names = "--identity-passphrase",
      paramLabel = "<phrase>",
      description = "The pass phrase of that key, for the built-in client; ssh asks for it itself.")
  private @Nullable String identityPassphrase;

  @Option(
      names = {"-o", "--local-ssh-options"},
      paramLabel = "<words,...>",
      split = ",",
      description = "More words for the ssh command, for example -o \"-D 1080\".")
  private List<String> sshOptions = new ArrayList<>();

  @Option(
      names = "--add-forwards-to-tunnel",
      description = "Give the words of -o to the outer ssh instead.")
  private boolean forwardsOnTunnel;

  @Option(
      names = "--ssh-client",
      paramLabel = "openssh|dart|builtin",
      defaultValue = OPENSSH,
      description =
          "The machine's ssh (default), or the built-in one, which needs no OpenSSH, but -i; dart is"
              + " its old name.")
  private String client = OPENSSH;

  @Option(
      names = "--idle-timeout",
      paramLabel = "<seconds>",
      defaultValue = "15",
      description =
          "End a built-in client that only forwards after this long without connections (default"
              + " 15).")
  private int idleSeconds = 15;

  /** The private key's file; null when none is given. */
  @Nullable Path identity(Path home) {
    return identityFile == null || identityFile.isEmpty()
        ? null
        : IdentityFile.path(identityFile, home);
  }

  /** The ssh command as it will be printed or run. */
  SshCommand command(Path home) {
    Path identity = identity(home);
    try {
      return new SshCommand(
          identity == null ? null : identity.toString(), words(), forwardsOnTunnel);
    } catch (IllegalArgumentException e) {
      throw new UsageProblem("Option --local-ssh-options: " + e.getMessage(), e);
    }
  }

  /** What runs in the tunnel. */
  UserSession session(Terminal terminal, Path home, SshCommand command, SshnpOptions options) {
    if (client.equals(OPENSSH)) {
      return new OpenSshSession(terminal, command);
    }
    if (!BUILT_IN.contains(client)) {
      throw new UsageProblem(
          "Option --ssh-client: '%s' is not one of openssh, dart, builtin".formatted(client));
    }
    if (idleSeconds < 1) {
      throw new UsageProblem("Option --idle-timeout must be at least 1 second");
    }
    Path identity = identity(home);
    if (identity == null) {
      throw new UsageProblem("Identity file is mandatory when using the dart client.");
    }
    return new BuiltInSession(
        terminal,
        new BuiltInSession.Key(
            identity,
            identityPassphrase == null || identityPassphrase.isEmpty() ? null : identityPassphrase),
        new KnownDevices(home, options.session().daemon(), options.session().device()),
        SshWords.parse(forwardsOnTunnel ? List.of() : command.options()),
        Duration.ofSeconds(idleSeconds));
  }

  private List<String> words() {
    return sshOptions.stream().flatMap(value -> SshCommand.words(value).stream()).toList();
  }
}
