package org.noports.client;

import org.noports.protocol.ErrorCode;
import org.noports.protocol.ProtocolException;
import org.noports.protocol.relay.Nonce;
import org.noports.protocol.relay.PortAnswer;
import org.noports.tunnel.rendezvous.RelayAddress;

/**
 * Where the relay waits for the two sides of a session that authenticates.
 *
 * @param sideA where the client connects
 * @param sideB where the daemon connects
 */
record RelayPorts(
    RelayAddress sideA, RelayAddress sideB, Nonce rvdNonce, boolean autoDetectsRelayAuth) {
  static RelayPorts of(PortAnswer answer) {
    Nonce nonce = answer.rvdNonce();
    if (nonce == null) {
      throw new ProtocolException(ErrorCode.AT0022, "the relay's answer has no rvdNonce");
    }
    return new RelayPorts(
        new RelayAddress(answer.host(), answer.portA()),
        new RelayAddress(answer.host(), answer.portB()),
        nonce,
        answer.autoDetectsRelayAuth());
  }
}
