package org.noports.tunnel.rendezvous;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.noports.tunnel.pump.Pump;

/**
 * What either side of a session in single mode needs.
 *
 * @param name for threads and log lines: session id and peer
 * @param relay the relay's port of this side
 * @param credential null when this side does not authenticate
 * @param keys what protects the one connection
 * @param peerLimit how long the other side of an authenticated session may take to appear
 */
public record SingleSideOptions(
    String name,
    RelayAddress relay,
    @Nullable RelayCredential credential,
    StreamKeys keys,
    Duration peerLimit,
    Pump pump) {}
