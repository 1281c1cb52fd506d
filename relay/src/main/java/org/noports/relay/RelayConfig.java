package org.noports.relay;

import java.time.Duration;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.noports.protocol.name.AtSign;
import org.noports.tunnel.pump.PumpLimits;

/**
 * What the operator decides (cli.md 4). Made by {@link #at}, which knows the defaults.
 *
 * @param advertisedHost name or address handed to both sides
 * @param bindHost address the ports are opened on; null for every address, IPv4 and IPv6
 * @param ports null when the operating system chooses
 * @param singlePort the port for sessions that ask for port 443; null when there is none
 * @param managers the only clients that may use the relay; empty for everyone
 * @param signingKeyCheck how often the signing keys of live sessions are looked up again; zero is
 *     never
 * @param knownNetworksOnly whether a side's line, which can be replayed, is refused after a
 *     session's grace from a network it did not come from before (sessions.md 8.2 number 5)
 * @param version4Clients whether sessions are served in which neither side proves itself, because
 *     the client is of version 4 (sessions.md 9)
 * @param authDetectWindow how long a side may stay silent before it is sent a challenge; zero does
 *     not detect: the mode is the one the request names
 */
public record RelayConfig(
    String advertisedHost,
    @Nullable String bindHost,
    @Nullable PortRange ports,
    @Nullable SinglePortConfig singlePort,
    Set<AtSign> managers,
    RelayLimits limits,
    PumpLimits pumpLimits,
    Duration signingKeyCheck,
    boolean knownNetworksOnly,
    boolean version4Clients,
    Duration authDetectWindow) {
  public static final Duration DEFAULT_AUTH_DETECT_WINDOW = Duration.ofMillis(500);

  public static final Duration DEFAULT_SIGNING_KEY_CHECK = Duration.ofMinutes(5);

  /** A name or an IPv4 address, or an IPv6 address, which has more than one colon. */
  private static final Pattern HOST =
      Pattern.compile(
          "[A-Za-z0-9._-]{1,253}|[0-9A-Fa-f.]*:[0-9A-Fa-f.]*:[0-9A-Fa-f.:]*(%[\\w.-]+)?");

  public RelayConfig {
    if (signingKeyCheck.isNegative()) {
      throw new IllegalArgumentException("the interval to check signing keys is negative");
    }
    managers = Set.copyOf(managers);
    if (!HOST.matcher(advertisedHost).matches()) {
      throw new IllegalArgumentException(
          "'%s' is not a name or address that clients can reach this relay by"
              .formatted(advertisedHost));
    }
    if (authDetectWindow.isNegative()
        || authDetectWindow.compareTo(limits.authenticationTime()) >= 0) {
      throw new IllegalArgumentException(
          "the window to detect a side's authentication is not from 0 to "
              + (limits.authenticationTime().toMillis() - 1)
              + " ms");
    }
  }

  /** Everyone may use the relay; ports on every address, chosen by the operating system. */
  public static Builder at(String advertisedHost) {
    return new Builder(advertisedHost);
  }

  /** Not thread-safe; what is not set keeps its default. */
  public static final class Builder {
    private final String advertisedHost;
    private @Nullable String bindHost;
    private @Nullable PortRange ports;
    private @Nullable SinglePortConfig singlePort;
    private Set<AtSign> managers = Set.of();
    private RelayLimits limits = RelayLimits.DEFAULT;
    private PumpLimits pumpLimits = PumpLimits.DEFAULT;
    private Duration signingKeyCheck = DEFAULT_SIGNING_KEY_CHECK;
    private boolean knownNetworksOnly;
    private boolean version4Clients;
    private @Nullable Duration authDetectWindow;

    private Builder(String advertisedHost) {
      this.advertisedHost = advertisedHost;
    }

    public Builder bindHost(@Nullable String value) {
      bindHost = value;
      return this;
    }

    public Builder ports(@Nullable PortRange value) {
      ports = value;
      return this;
    }

    public Builder singlePort(@Nullable SinglePortConfig value) {
      singlePort = value;
      return this;
    }

    public Builder managers(Set<AtSign> value) {
      managers = value;
      return this;
    }

    public Builder limits(RelayLimits value) {
      limits = value;
      return this;
    }

    public Builder pumpLimits(PumpLimits value) {
      pumpLimits = value;
      return this;
    }

    public Builder signingKeyCheck(Duration value) {
      signingKeyCheck = value;
      return this;
    }

    public Builder knownNetworksOnly(boolean value) {
      knownNetworksOnly = value;
      return this;
    }

    public Builder version4Clients(boolean value) {
      version4Clients = value;
      return this;
    }

    public Builder authDetectWindow(Duration value) {
      authDetectWindow = value;
      return this;
    }

    public RelayConfig build() {
      return new RelayConfig(
          advertisedHost,
          bindHost,
          ports,
          singlePort,
          managers,
          limits,
          pumpLimits,
          signingKeyCheck,
          knownNetworksOnly,
          version4Clients,
          authDetectWindow == null ? defaultWindow(limits) : authDetectWindow);
    }

    /** A relay with short limits, as tests have, has a shorter window too. */
    private static Duration defaultWindow(RelayLimits limits) {
      Duration half = limits.authenticationTime().dividedBy(2);
      return half.compareTo(DEFAULT_AUTH_DETECT_WINDOW) < 0 ? half : DEFAULT_AUTH_DETECT_WINDOW;
    }
  }
}
