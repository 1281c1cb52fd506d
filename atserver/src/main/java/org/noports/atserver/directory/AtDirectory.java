package org.noports.atserver.directory;

import org.jspecify.annotations.Nullable;
import org.noports.atserver.HostPort;
import org.noports.protocol.name.AtSign;

/** Where the atServer of an atSign is. */
@FunctionalInterface
public interface AtDirectory {
  /**
   * The address, or null when the directory does not know the atSign.
   *
   * @throws DirectoryException when the directory can't be asked
   */
  @Nullable HostPort lookUp(AtSign atSign);

  /** The address given was of no use: the next look-up asks anew. */
  default void forget(AtSign atSign) {}
}
