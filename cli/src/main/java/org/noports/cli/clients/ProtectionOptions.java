package org.noports.cli.clients;

import org.noports.cli.options.DeclaredOption;
import org.noports.cli.options.OptionGroup;
import org.noports.client.NptOptions;
import picocli.CommandLine.Model.CommandSpec;

/** How a session is protected from end to end (cli.md 1.1, sessions.md 8.2, 8.3). */
public final class ProtectionOptions implements OptionGroup {
  private boolean encrypt = true;
  private boolean aead = true;
  private boolean requireAead;
  private boolean hybrid = true;
  private boolean requireHybrid;
  private boolean allowLegacyCrypto;

  @Override
  public void declareIn(CommandSpec spec) {
    DeclaredOption.in(spec, "--encrypt-rvd-traffic", "--et")
        .description("Encrypt the traffic end to end (default).")
        .flagThatIsOn(value -> encrypt = value);
    DeclaredOption.in(spec, "--aead")
        .description("Authenticate the traffic where the daemon can (default).")
        .flagThatIsOn(value -> aead = value);
    DeclaredOption.in(spec, "--require-aead")
        .description("Refuse a daemon that cannot authenticate the traffic.")
        .flag(value -> requireAead = value);
    DeclaredOption.in(spec, "--hybrid")
        .description(
            "Agree on keys that withstand quantum computers where the daemon can (default).")
        .flagThatIsOn(value -> hybrid = value);
    DeclaredOption.in(spec, "--require-hybrid")
        .description("Refuse a daemon that cannot agree on such keys.")
        .flag(value -> requireHybrid = value);
    DeclaredOption.in(spec, "--allow-legacy-crypto")
        .description("Accept a daemon with one key for both directions.")
        .flag(value -> allowLegacyCrypto = value);
  }

  /** Whether the traffic is encrypted at all. */
  public boolean encrypt() {
    return encrypt;
  }

  /** The options with this protection. */
  public NptOptions.Builder addTo(NptOptions.Builder options) {
    return options
        .encrypt(encrypt)
        .aead(aead)
        .requireAead(requireAead)
        .hybrid(hybrid)
        .requireHybrid(requireHybrid)
        .allowLegacyCrypto(allowLegacyCrypto);
  }
}
