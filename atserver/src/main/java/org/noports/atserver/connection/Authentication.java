package org.noports.atserver.connection;

import org.jspecify.annotations.Nullable;
import org.noports.protocol.name.AtSign;

/** Who the other end of a connection has proved to be (atprotocol.md 3.3). */
public sealed interface Authentication {
  /** Nobody yet. */
  record Anonymous() implements Authentication {}

  /**
   * The owner of the atServer, by {@code cram} or {@code pkam}.
   *
   * @param enrollmentId what limits the connection's rights, or null for an unlimited one
   * @param byCram logged in with the activation secret: its enrollment request is approved at once
   */
  record Owner(@Nullable String enrollmentId, boolean byCram) implements Authentication {}

  /** Another atSign's server, by {@code pol}. */
  record Peer(AtSign atSign) implements Authentication {}

  Authentication ANONYMOUS = new Anonymous();
}
