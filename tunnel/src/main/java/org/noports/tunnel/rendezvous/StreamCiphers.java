package org.noports.tunnel.rendezvous;

import org.noports.protocol.crypto.CtrStream;
import org.noports.protocol.session.SessionKeys;
import org.noports.tunnel.pump.Transform;

/** The cipher of each direction of one stream (sessions.md 4.4), new for each stream. Stateless. */
final class StreamCiphers {
  private StreamCiphers() {}

  static Transform clientToDaemon(SessionKeys keys) {
    return new CtrStream(keys.keyC2D(), keys.ivC2D())::apply;
  }

  static Transform daemonToClient(SessionKeys keys) {
    return new CtrStream(keys.keyD2C(), keys.ivD2C())::apply;
  }
}
