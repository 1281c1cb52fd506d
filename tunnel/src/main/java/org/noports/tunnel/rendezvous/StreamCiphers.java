package org.noports.tunnel.rendezvous;

import org.jspecify.annotations.Nullable;
import org.noports.protocol.crypto.CtrStream;
import org.noports.protocol.session.SessionKeys;
import org.noports.tunnel.pump.Transform;

/**
 * The cipher of each direction of one stream in counter mode (sessions.md 4.4), new for each
 * stream; none for a stream in clear. Stateless.
 */
final class StreamCiphers {
  private StreamCiphers() {}

  static @Nullable Transform clientToDaemon(@Nullable SessionKeys keys) {
    return keys == null ? null : new CtrStream(keys.keyC2D(), keys.ivC2D())::apply;
  }

  static @Nullable Transform daemonToClient(@Nullable SessionKeys keys) {
    return keys == null ? null : new CtrStream(keys.keyD2C(), keys.ivD2C())::apply;
  }
}
