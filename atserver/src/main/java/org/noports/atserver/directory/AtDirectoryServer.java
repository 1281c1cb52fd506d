package org.noports.atserver.directory;

import java.net.InetSocketAddress;
import org.noports.atserver.tls.ServerTls;

/** The atDirectory (atprotocol.md 1). */
public final class AtDirectoryServer implements AutoCloseable {
  private AtDirectoryServer() {}

  /** Listens until closed; port 0 lets the system choose. */
  public static AtDirectoryServer start(
      InetSocketAddress bind, ServerTls tls, AtDirectory names, DirectoryLimits limits) {
    throw new UnsupportedOperationException("not built yet " + bind + tls + names + limits);
  }

  public int port() {
    throw new UnsupportedOperationException("not built yet");
  }

  @Override
  public void close() {}
}
