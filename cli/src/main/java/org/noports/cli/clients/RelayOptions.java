package org.noports.cli.clients;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.noports.atclient.DirectoryAddress;
import org.noports.cli.options.AtSignConverter;
import org.noports.cli.options.AuthModeConverter;
import org.noports.cli.options.DeclaredOption;
import org.noports.cli.options.EnvironmentProblem;
import org.noports.cli.options.OptionGroup;
import org.noports.cli.options.UsageProblem;
import org.noports.cli.output.Terminal;
import org.noports.client.RelayAuth;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.relay.AuthMode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.TypeConversionException;

/**
 * Through which relay a session goes, and how its sides prove themselves there (cli.md 1.1, 1.6).
 * Several relays are measured and the nearest is taken; without one the environment names them
 * ({@value #VARIABLE}), else those their vendor runs for its atDirectory are meant.
 */
@Command // without it picocli refuses a mixin
public final class RelayOptions implements OptionGroup {
  static final String VARIABLE = "NOPORTS_RELAYS";

  /** cli.md 0.4. */
  private static final List<String> VENDORS = List.of("@rv_am", "@rv_eu", "@rv_ap", "@rv_oc");

  private static final int MOST = 16;
  private @Nullable String srvd;
  private @Nullable AuthMode relayAuthMode;
  private boolean through443;
  private @Nullable Integer onlyPort;

  @Override
  public void declareIn(CommandSpec spec) {
    DeclaredOption.in(spec, "-r", "--srvd")
        .label("<atSign,...>")
        .description(
            "The relay's atSign. Of several the nearest is taken, and the next one when it fails;"
                + " left out: those in NOPORTS_RELAYS, else the vendor's.")
        .text(value -> srvd = value);
    DeclaredOption.in(spec, "--relay-auth-mode", "--ram")
        .label("payload|escr")
        .description(
            "How both sides prove themselves to the relay (default escr where relay and daemon"
                + " know it).")
        .value(AuthMode.class, new AuthModeConverter(), value -> relayAuthMode = value);
    DeclaredOption.in(spec, "--443")
        .description("Go through port 443 of the relay only; implies --relay-auth-mode escr.")
        .negatable()
        .flag(value -> through443 = value);
    DeclaredOption.in(spec, "--only-port")
        .label("443")
        .description("As --443.")
        .value(Integer.class, new OnlyPortConverter(), value -> onlyPort = value);
    // A spelling error of the documents that people type (cli.md 17).
    DeclaredOption.in(spec, "--rvd").hidden().text(value -> srvd = value);
  }

  /** The relays to choose from, at least one. */
  public List<AtSign> relays(DirectoryAddress directory, Terminal terminal) {
    return relays(null, "Option srvd is mandatory.", directory, terminal);
  }

  /**
   * The relays to choose from, at least one.
   *
   * @param otherwise what an old name of the option says; null when it is not given
   * @param mandatory what to say when there is none
   * @param directory whose vendor's relays are meant when nothing names one
   */
  public List<AtSign> relays(
      @Nullable String otherwise, String mandatory, DirectoryAddress directory, Terminal terminal) {
    for (String text : new String[] {srvd, otherwise}) {
      if (text != null && !text.isBlank()) {
        return parsed(text);
      }
    }
    String named = terminal.variable(VARIABLE);
    if (named != null) {
      try {
        return parsed(named);
      } catch (TypeConversionException | UsageProblem e) {
        throw new EnvironmentProblem(VARIABLE + ": " + e.getMessage(), e);
      }
    }
    if (directory.host().equals(DirectoryAddress.DEFAULT.host())) {
      return VENDORS.stream().map(AtSign::of).toList();
    }
    throw new UsageProblem(
        "%s %s is not set, and no relay is known for the atDirectory %s"
            .formatted(mandatory, VARIABLE, directory));
  }

  private static List<AtSign> parsed(String text) {
    Set<AtSign> relays = new LinkedHashSet<>();
    for (String one : text.split(",", -1)) {
      if (!one.isBlank()) {
        relays.add(new AtSignConverter().convert(one.strip()));
      }
    }
    if (relays.isEmpty() || relays.size() > MOST) {
      throw new UsageProblem("Option srvd takes 1 to %d relays, not '%s'".formatted(MOST, text));
    }
    return new ArrayList<>(relays);
  }

  /** How both sides prove themselves. */
  public RelayAuth auth() {
    RelayAuth auth =
        relayAuthMode == null ? RelayAuth.DEFAULT : RelayAuth.explicitly(relayAuthMode);
    try {
      return through443 || onlyPort != null ? auth.through443() : auth;
    } catch (IllegalArgumentException e) {
      throw new UsageProblem(String.valueOf(e.getMessage()), e);
    }
  }
}
