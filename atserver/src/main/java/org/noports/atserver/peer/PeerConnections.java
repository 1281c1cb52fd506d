package org.noports.atserver.peer;

import java.time.InstantSource;
import java.util.List;
import org.noports.atserver.directory.AtDirectory;
import org.noports.atserver.tls.ClientTls;
import org.noports.protocol.name.AtSign;

/** Outbound connections to other atServers. */
public final class PeerConnections implements AutoCloseable {

  public PeerConnections(
      PeerSettings settings,
      AtDirectory directory,
      ClientTls tls,
      PolCaller caller,
      InstantSource clock) {
    throw new UnsupportedOperationException(
        "not built yet " + settings + directory + tls + caller + clock);
  }

  /** One look-up or scan as the caller, who is pol-authenticated at the peer. */
  public PeerAnswer request(AtSign caller, AtSign peer, String line) {
    throw new UnsupportedOperationException("not built yet " + caller + peer + line);
  }

  /** One notification as the caller. */
  public PeerAnswer notify(AtSign caller, AtSign peer, String line) {
    throw new UnsupportedOperationException("not built yet " + caller + peer + line);
  }

  /**
   * Look-ups as nobody, in order, over one connection of their own, closed afterwards; stops at the
   * first that {@link PeerAnswer.Failed}. The verifier's side of pol.
   */
  public List<PeerAnswer> ask(AtSign peer, List<String> lines) {
    throw new UnsupportedOperationException("not built yet " + peer + lines);
  }

  /** One anonymous look-up. */
  public PeerAnswer ask(AtSign peer, String line) {
    return ask(peer, List.of(line)).getFirst();
  }

  /** Open connections from that atSign ({@code stats:2}). */
  public int open(AtSign caller) {
    throw new UnsupportedOperationException("not built yet " + caller);
  }

  @Override
  public void close() {}
}
