package org.noports.tunnel.rendezvous;

import java.io.IOException;
import org.noports.protocol.session.ServiceAddress;
import org.noports.protocol.tunnel.ControlLine;

/**
 * Says whether a session's client may reach another service than the session's own, exactly as if
 * it had asked for a session to it (docs/extensions/open-targets.md). Thread-safe.
 */
@FunctionalInterface
public interface TargetGate {
  /** Admits nothing. */
  TargetGate CLOSED =
      wanted -> {
        throw new ServiceUnreachable(ControlLine.Failed.Reason.DENIED);
      };

  /** The service as it is to be dialled; {@link ServiceUnreachable} when it may not be. */
  ServiceAddress admit(ServiceAddress wanted) throws IOException, InterruptedException;
}
