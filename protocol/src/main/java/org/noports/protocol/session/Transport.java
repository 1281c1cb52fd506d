package org.noports.protocol.session;

import java.util.Locale;
import org.noports.protocol.ErrorCode;
import org.noports.protocol.ProtocolException;

/** How a service is spoken to (docs/extensions/udp.md). */
public enum Transport {
  TCP(""),
  UDP("/udp");

  private final String suffix;

  Transport(String suffix) {
    this.suffix = suffix;
  }

  /** What follows the port where services are written. */
  public String suffix() {
    return suffix;
  }

  /** The name in a session request. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Transport of(String text) {
    return switch (text) {
      case "tcp" -> TCP;
      case "udp" -> UDP;
      default ->
          throw new ProtocolException(ErrorCode.AT0022, "requestedProtocol is neither tcp nor udp");
    };
  }
}
