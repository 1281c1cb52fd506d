package org.noports.client;

import org.jspecify.annotations.Nullable;
import org.noports.protocol.relay.Nonce;
import org.noports.protocol.relay.PortAnswer;
import org.noports.tunnel.rendezvous.RelayAddress;

/**
 * Where the relay waits for the two sides of a session.
 *
 * @param sideA where the client connects
 * @param sideB where the daemon connects
 * @param rvdNonce null only when neither side authenticates
 * @param takeDataWithProof whether a side may send data behind its answer to a challenge at once
 */
record RelayPorts(
    RelayAddress sideA,
    RelayAddress sideB,
    @Nullable Nonce rvdNonce,
    boolean autoDetectsRelayAuth,
    boolean takeDataWithProof) {
  /** Whether both sides dial the same port, where their answers to challenges tell them apart. */
  boolean areOne() {
    return sideA.equals(sideB);
  }

  static RelayPorts of(PortAnswer answer) {
    return new RelayPorts(
        new RelayAddress(answer.host(), answer.portA()),
        new RelayAddress(answer.host(), answer.portB()),
        answer.rvdNonce(),
        answer.autoDetectsRelayAuth(),
        answer.takesDataWithProof());
  }
}
