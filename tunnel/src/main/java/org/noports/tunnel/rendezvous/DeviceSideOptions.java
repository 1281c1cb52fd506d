package org.noports.tunnel.rendezvous;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.noports.protocol.session.ServiceAddress;
import org.noports.tunnel.pump.Pump;

/**
 * What the device's side of a session needs.
 *
 * @param name for threads and log lines: session id and peer
 * @param relay the relay's portB
 * @param credential null when this side does not authenticate
 * @param keys what protects the session
 * @param target the local service, resolved once per session
 * @param gate for further services the client names in an authenticated session
 * @param idleTimeout the session ends after so long without a data connection
 */
public record DeviceSideOptions(
    String name,
    RelayAddress relay,
    @Nullable RelayCredential credential,
    StreamKeys keys,
    ServiceAddress target,
    TargetGate gate,
    Duration idleTimeout,
    Pump pump) {}
