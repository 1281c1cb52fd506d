package org.noports.cli.options;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.noports.atclient.AtClientConfig;
import org.noports.atclient.DirectoryAddress;
import org.noports.atclient.TrustRoots;
import org.noports.atclient.keysfile.KeysFile;
import org.noports.cli.output.Terminal;
import org.noports.protocol.keys.AtKeys;
import org.noports.protocol.name.AtSign;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;

/**
 * How a program reaches its atSign: keys file, atDirectory, trusted authorities (cli.md 0.4). What
 * the command line leaves open comes from the environment: {@code NOPORTS_KEYS} (a directory),
 * {@code NOPORTS_ROOT} and {@code NOPORTS_CA}.
 */
@Command // without it picocli refuses a mixin
public final class EdgeOptions implements OptionGroup {
  private @Nullable String keyFile;
  private PassPhrase passPhrase = new PassPhrase();
  private @Nullable DirectoryAddress root;
  private @Nullable String caFile;

  /** Null is the user's. */
  private @Nullable Path home;

  @Override
  public void declareIn(CommandSpec spec) {
    DeclaredOption.in(spec, "-k", "--key-file", "--keyFile", "--keys")
        .label("<path>")
        .description("Keys file of the atSign (default ~/.atsign/keys/@atsign_key.atKeys).")
        .text(value -> keyFile = value);
    OptionGroup.add(passPhrase, spec);
    DeclaredOption.in(spec, "--root-server", "--root-domain", "--rootDomain", "--rootServer")
        .label("<host[:port]>")
        .description("The atDirectory (default root.atsign.org:64).")
        .value(DirectoryAddress.class, new DirectoryConverter(), value -> root = value);
    DeclaredOption.in(spec, "--ca-file")
        .label("<path>")
        .description("Certificates (PEM) to trust beside the platform's.")
        .text(value -> caFile = value);
  }

  /** Whether the command line names the keys file. */
  public boolean namesKeysFile() {
    return keyFile != null && !keyFile.isEmpty();
  }

  /** The keys file to use for this atSign. */
  public Path keysFile(AtSign atSign, Terminal terminal) {
    if (keyFile != null && !keyFile.isEmpty()) {
      return path("--key-file", keyFile);
    }
    String directory = terminal.variable("NOPORTS_KEYS");
    if (directory != null && home == null) {
      return path("NOPORTS_KEYS", directory).resolve(KeysFile.fileName(atSign));
    }
    return KeysFile.defaultPath(home == null ? Homes.home(terminal) : home, atSign);
  }

  public PassPhrase passPhrase() {
    return passPhrase;
  }

  public DirectoryAddress directory(Terminal terminal) {
    if (root != null) {
      return root;
    }
    String variable = terminal.variable("NOPORTS_ROOT");
    if (variable == null) {
      return DirectoryAddress.DEFAULT;
    }
    try {
      return DirectoryAddress.parse(variable);
    } catch (IllegalArgumentException e) {
      throw new EnvironmentProblem("NOPORTS_ROOT: " + e.getMessage(), e);
    }
  }

  public TrustRoots trust(Terminal terminal) {
    String named = caFile != null ? caFile : terminal.variable("NOPORTS_CA");
    if (named == null) {
      return TrustRoots.platform();
    }
    String origin = caFile != null ? "--ca-file" : "NOPORTS_CA";
    try {
      return TrustRoots.platformAnd(path(origin, named));
    } catch (IllegalArgumentException e) {
      throw new EnvironmentProblem(origin + ": " + e.getMessage(), e);
    }
  }

  /** The same for another home, and with another atDirectory, unless those are null. */
  public EdgeOptions at(@Nullable Path home, @Nullable DirectoryAddress directory) {
    EdgeOptions other = new EdgeOptions();
    other.keyFile = keyFile;
    other.passPhrase = passPhrase;
    other.root = directory == null ? root : directory;
    other.caFile = caFile;
    other.home = home == null ? this.home : home;
    return other;
  }

  /** The names of what differs from the other, without values: one is a secret. */
  public List<String> changes(EdgeOptions other) {
    List<String> names = new ArrayList<>();
    if (!Objects.equals(keyFile, other.keyFile)) {
      names.add("key-file");
    }
    if (!Objects.equals(passPhrase.compared(), other.passPhrase.compared())) {
      names.add("pass-phrase");
    }
    if (!Objects.equals(root, other.root)) {
      names.add("root-server");
    }
    if (!Objects.equals(caFile, other.caFile)) {
      names.add("ca-file");
    }
    return names;
  }

  /** Asks for the pass phrase now, if the keys file needs one that nobody has said. */
  public void askPassPhrase(AtSign atSign, Terminal terminal) {
    passPhrase.askIfNeeded(keysFile(atSign, terminal), atSign, terminal);
  }

  /** Reads the keys and gives everything an atClient needs. */
  public AtClientConfig clientConfig(AtSign atSign, Terminal terminal) {
    AtKeys keys = passPhrase.open(keysFile(atSign, terminal), atSign, terminal);
    return AtClientConfig.of(keys, directory(terminal), trust(terminal));
  }

  /** The same for programs that people wait for: they remember where the atServer is. */
  public AtClientConfig rememberingConfig(AtSign atSign, Terminal terminal) {
    return clientConfig(atSign, terminal)
        .withAddresses(
            Homes.home(terminal).resolve(".atsign").resolve("sshnp").resolve("addresses"));
  }

  private static Path path(String origin, String text) {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new EnvironmentProblem("%s: '%s' is not a path".formatted(origin, text), e);
    }
  }
}
