package org.noports.tunnel.rendezvous;

import java.io.IOException;
import org.noports.protocol.tunnel.ControlLine;

/** The device could not, or may not, reach the service a connection is for (sessions.md 8.3). */
public final class ServiceUnreachable extends IOException {
  private static final long serialVersionUID = 1L;

  private final ControlLine.Failed.Reason reason;

  public ServiceUnreachable(ControlLine.Failed.Reason reason) {
    super("the device cannot reach the service: " + text(reason));
    this.reason = reason;
  }

  public ControlLine.Failed.Reason reason() {
    return reason;
  }

  static String text(ControlLine.Failed.Reason reason) {
    return switch (reason) {
      case REFUSED -> "the connection was refused";
      case TIMEOUT -> "it does not answer";
      case UNRESOLVED -> "its name is unknown there";
      case DENIED -> "the device does not permit it";
      case ERROR -> "look at the device's log";
    };
  }
}
