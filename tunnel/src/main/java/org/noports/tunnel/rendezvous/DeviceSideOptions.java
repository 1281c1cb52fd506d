package org.noports.tunnel.rendezvous;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.noports.protocol.session.ServiceAddress;
import org.noports.tunnel.datagrams.DatagramLimits;
import org.noports.tunnel.datagrams.FlowPlaces;
import org.noports.tunnel.pump.Pump;

/**
 * What the device's side of a session needs.
 *
 * @param name for threads and log lines: session id and peer
 * @param relay the relay's portB
 * @param credential null when this side does not authenticate
 * @param keys what protects the session
 * @param target the local service, resolved once per session; a UDP service has to be named for
 *     each connection, as further services are
 * @param gate for services the client names in an authenticated session
 * @param idleTimeout the session ends after so long without a data connection
 * @param datagrams bounds on those of each UDP service
 * @param flowPlaces for the flows of all of them
 * @param greetsWithProof whether the relay takes this side's HELLO behind its proof, without having
 *     said that it is good
 */
public record DeviceSideOptions(
    String name,
    RelayAddress relay,
    @Nullable RelayCredential credential,
    StreamKeys keys,
    ServiceAddress target,
    TargetGate gate,
    Duration idleTimeout,
    Pump pump,
    DatagramLimits datagrams,
    FlowPlaces flowPlaces,
    boolean greetsWithProof) {
  /** With datagrams as the specification bounds them, for each session apart. */
  public DeviceSideOptions(
      String name,
      RelayAddress relay,
      @Nullable RelayCredential credential,
      StreamKeys keys,
      ServiceAddress target,
      TargetGate gate,
      Duration idleTimeout,
      Pump pump) {
    this(
        name,
        relay,
        credential,
        keys,
        target,
        gate,
        idleTimeout,
        pump,
        DatagramLimits.DEFAULT,
        new FlowPlaces(DatagramLimits.DEFAULT.flows()),
        false);
  }
}
