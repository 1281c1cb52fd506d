package org.noports.relay;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.noports.protocol.name.AtSign;
import org.noports.tunnel.pump.PumpLimits;

/**
 * What the operator decides (cli.md 4).
 *
 * @param advertisedHost name or address handed to both sides
 * @param bindHost address the ports are opened on; null for every address, IPv4 and IPv6
 * @param ports null when the operating system chooses
 * @param manager the only client that may use the relay; null for everyone
 * @param authDetectWindow how long a side may stay silent before it is sent a challenge; zero does
 *     not detect: the mode is the one the request names
 */
public record RelayConfig(
    String advertisedHost,
    @Nullable String bindHost,
    @Nullable PortRange ports,
    @Nullable AtSign manager,
    RelayLimits limits,
    PumpLimits pumpLimits,
    Duration authDetectWindow) {
  public static final Duration DEFAULT_AUTH_DETECT_WINDOW = Duration.ofMillis(500);

  public RelayConfig {
    if (advertisedHost.isBlank() || advertisedHost.contains(",")) {
      throw new IllegalArgumentException("the relay's advertised host is not a name or address");
    }
    if (authDetectWindow.isNegative()
        || authDetectWindow.compareTo(limits.authenticationTime()) >= 0) {
      throw new IllegalArgumentException(
          "the window to detect a side's authentication is not from 0 to "
              + (limits.authenticationTime().toMillis() - 1)
              + " ms");
    }
  }

  /** With the default window. */
  public RelayConfig(
      String advertisedHost,
      @Nullable String bindHost,
      @Nullable PortRange ports,
      @Nullable AtSign manager,
      RelayLimits limits,
      PumpLimits pumpLimits) {
    this(advertisedHost, bindHost, ports, manager, limits, pumpLimits, defaultWindow(limits));
  }

  /** A relay with short limits, as tests have, has a shorter window too. */
  private static Duration defaultWindow(RelayLimits limits) {
    Duration half = limits.authenticationTime().dividedBy(2);
    return half.compareTo(DEFAULT_AUTH_DETECT_WINDOW) < 0 ? half : DEFAULT_AUTH_DETECT_WINDOW;
  }

  /** As this one, with another window. */
  public RelayConfig withAuthDetectWindow(Duration window) {
    return new RelayConfig(advertisedHost, bindHost, ports, manager, limits, pumpLimits, window);
  }

  /** Everyone may use the relay; ports on every address, chosen by the operating system. */
  public static RelayConfig of(String advertisedHost) {
    return new RelayConfig(
        advertisedHost, null, null, null, RelayLimits.DEFAULT, PumpLimits.DEFAULT);
  }
}
