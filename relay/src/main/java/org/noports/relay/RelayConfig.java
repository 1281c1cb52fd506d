package org.noports.relay;

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
 */
public record RelayConfig(
    String advertisedHost,
    @Nullable String bindHost,
    @Nullable PortRange ports,
    @Nullable AtSign manager,
    RelayLimits limits,
    PumpLimits pumpLimits) {
  public RelayConfig {
    if (advertisedHost.isBlank() || advertisedHost.contains(",")) {
      throw new IllegalArgumentException("the relay's advertised host is not a name or address");
    }
  }

  /** Everyone may use the relay; ports on every address, chosen by the operating system. */
  public static RelayConfig of(String advertisedHost) {
    return new RelayConfig(
        advertisedHost, null, null, null, RelayLimits.DEFAULT, PumpLimits.DEFAULT);
  }
}
