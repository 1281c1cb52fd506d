package org.noports.cli.sshnp;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.noports.cli.options.DeclaredOption;
import org.noports.cli.options.OptionGroup;
import org.noports.cli.options.UsageProblem;
import org.noports.cli.output.Terminal;
import org.noports.client.SshCommand;
import org.noports.client.SshnpOptions;
import picocli.CommandLine.Model.CommandSpec;

/** Which ssh runs in the session, with which key and words (cli.md 2.1, 2.2). */
final class SshClientOptions implements OptionGroup {
  private static final String OPENSSH = "openssh";
  private static final List<String> BUILT_IN = List.of("dart", "builtin");
  private @Nullable String identityFile;
  private @Nullable String identityPassphrase;
  private List<String> sshOptions = new ArrayList<>();
  private boolean forwardsOnTunnel;
  private String client = OPENSSH;
  private int idleSeconds = 15;

  @Override
  public void declareIn(CommandSpec spec) {
    DeclaredOption.in(spec, "-i", "--identity-file")
        .label("<path>")
        .description("Your private ssh key; without it ssh chooses.")
        .text(value -> identityFile = value);
    DeclaredOption.in(spec, "--identity-passphrase")
        .label("<phrase>")
        .description(
            "The pass phrase of that key, for the built-in client; ssh asks for it itself.")
        .text(value -> identityPassphrase = value);
    DeclaredOption.in(spec, "-o", "--local-ssh-options")
        .label("<words,...>")
        .description("More words for the ssh command, for example -o \"-D 1080\".")
        .texts(value -> sshOptions = value);
    DeclaredOption.in(spec, "--add-forwards-to-tunnel")
        .description("Give the words of -o to the outer ssh instead.")
        .flag(value -> forwardsOnTunnel = value);
    DeclaredOption.in(spec, "--ssh-client")
        .label("openssh|dart|builtin")
        .description(
            "The machine's ssh (default), or the built-in one, which needs no OpenSSH, but -i; dart is"
                + " its old name.")
        .text(value -> client = value);
    DeclaredOption.in(spec, "--idle-timeout")
        .label("<seconds>")
        .description(
            "End a built-in client that only forwards after this long without connections (default"
                + " 15).")
        .value(Integer.class, value -> idleSeconds = value);
  }

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
