package org.noports.atserver;

import java.nio.file.Path;
import java.util.Set;
import org.noports.protocol.name.AtSign;

/**
 * One process that hosts any number of atSigns, each on a port of its own, and - unless the
 * configuration names another - the atDirectory that leads to them (atprotocol.md 1 and 2).
 *
 * <p>Thread-safe. Owns the store, every listener and connection, the outbound connections and all
 * timers; {@link #close} ends them in bounded time.
 */
public final class AtServerHost implements AutoCloseable {
  private AtServerHost() {}

  /** Opens the store, starts the directory and the atServers of all atSigns already known. */
  public static AtServerHost start(AtServerConfig config) {
    throw new UnsupportedOperationException("not built yet: " + config.dataDirectory());
  }

  /**
   * Adds an atSign with its one-time activation secret (atprotocol.md 7.1) and starts its atServer.
   * An atSign that exists already is left as it is; its secret is not set again.
   *
   * @return where its atServer listens
   */
  public HostPort addAtSign(AtSign atSign, String cramSecret) {
    throw new UnsupportedOperationException("not built yet");
  }

  /** Stops the atServer of an atSign and forgets everything stored for it. */
  public void removeAtSign(AtSign atSign) {
    throw new UnsupportedOperationException("not built yet");
  }

  /** Where the atServer of a hosted atSign listens. */
  public HostPort addressOf(AtSign atSign) {
    throw new UnsupportedOperationException("not built yet");
  }

  /** The atSigns hosted now. */
  public Set<AtSign> atSigns() {
    throw new UnsupportedOperationException("not built yet");
  }

  /** The atDirectory in use: the own one, or the one the configuration named. */
  public HostPort directoryAddress() {
    throw new UnsupportedOperationException("not built yet");
  }

  /** The certificate (PEM) of the authority that signs the certificates of all servers here. */
  public Path caFile() {
    throw new UnsupportedOperationException("not built yet");
  }

  @Override
  public void close() {}
}
