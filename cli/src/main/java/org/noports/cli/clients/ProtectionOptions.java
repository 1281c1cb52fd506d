package org.noports.cli.clients;

import org.noports.client.NptOptions;
import picocli.CommandLine.Option;

/** How a session is protected from end to end (cli.md 1.1, sessions.md 8.2, 8.3). */
public final class ProtectionOptions {
  @Option(
      names = {"--encrypt-rvd-traffic", "--et"},
      negatable = true,
      defaultValue = "true",
      fallbackValue = "true",
      description = "Encrypt the traffic end to end (default).")
  private boolean encrypt = true;

  @Option(
      names = "--aead",
      negatable = true,
      defaultValue = "true",
      fallbackValue = "true",
      description = "Authenticate the traffic where the daemon can (default).")
  private boolean aead = true;

  @Option(
      names = "--require-aead",
      description = "Refuse a daemon that cannot authenticate the traffic.")
  private boolean requireAead;

  @Option(
      names = "--hybrid",
      negatable = true,
      defaultValue = "true",
      fallbackValue = "true",
      description =
          "Agree on keys that withstand quantum computers where the daemon can (default).")
  private boolean hybrid = true;

  @Option(
      names = "--require-hybrid",
      description = "Refuse a daemon that cannot agree on such keys.")
  private boolean requireHybrid;

  @Option(
      names = "--allow-legacy-crypto",
      description = "Accept a daemon with one key for both directions.")
  private boolean allowLegacyCrypto;

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
