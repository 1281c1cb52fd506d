package org.noports.atserver.peer;

import java.io.IOException;
import org.noports.atserver.AtServerException;
import org.noports.atserver.HostPort;
import org.noports.atserver.directory.AtDirectory;
import org.noports.atserver.tls.ClientTls;
import org.noports.atserver.tls.SocketDeadlines;
import org.noports.protocol.ErrorCode;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.wire.NetworkText;

/** Finds a peer in the directory and connects to it. Thread-safe. */
final class Dialer {
  private final PeerSettings settings;
  private final AtDirectory directory;
  private final ClientTls tls;
  private final SocketDeadlines deadlines;

  Dialer(PeerSettings settings, AtDirectory directory, ClientTls tls, SocketDeadlines deadlines) {
    this.settings = settings;
    this.directory = directory;
    this.tls = tls;
    this.deadlines = deadlines;
  }

  PeerConnection dial(AtSign peer) throws DialFailed {
    HostPort address = find(peer);
    try {
      return PeerConnection.open(address, tls, deadlines, settings);
    } catch (PeerTimeout e) {
      directory.forget(peer);
      throw new DialFailed(ErrorCode.AT0023, peer + " at " + address + ": no greeting in time");
    } catch (IOException | IllegalArgumentException e) {
      directory.forget(peer);
      throw new DialFailed(
          ErrorCode.AT0021,
          peer + " at " + address + ": " + NetworkText.escaped(String.valueOf(e.getMessage())));
    }
  }

  private HostPort find(AtSign peer) throws DialFailed {
    HostPort address;
    try {
      address = directory.lookUp(peer);
    } catch (AtServerException e) {
      throw new DialFailed(ErrorCode.AT0004, String.valueOf(e.getMessage()));
    }
    if (address == null) {
      throw new DialFailed(ErrorCode.AT0007, "No entry in the directory for " + peer);
    }
    return address;
  }

  /** The address may be old: the next dial asks the directory anew. */
  void forget(AtSign peer) {
    directory.forget(peer);
  }
}
