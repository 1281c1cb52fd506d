package org.noports.atserver.directory;

import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.noports.atserver.HostPort;
import org.noports.atserver.tls.ClientTls;
import org.noports.protocol.name.AtSign;

/** Asks an atDirectory and remembers its answers. */
public final class DirectoryClient implements AtDirectory, AutoCloseable {
  public DirectoryClient(HostPort address, ClientTls tls, InstantSource clock) {
    throw new UnsupportedOperationException("not built yet " + address + tls + clock);
  }

  @Override
  public @Nullable HostPort lookUp(AtSign atSign) {
    throw new UnsupportedOperationException("not built yet");
  }

  @Override
  public void close() {}
}
