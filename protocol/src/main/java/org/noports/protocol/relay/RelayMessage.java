package org.noports.protocol.relay;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.noports.protocol.name.AtKey;

/** The kinds of message a relay is sent, told by the key (sessions.md 1.2, 3.8). */
public enum RelayMessage {
  REQUEST_PORTS,
  /** Of a client of version 4: the value is the session's id and nothing else. */
  REQUEST_PORTS_OF_V4,
  AUTH_MODES,
  LOGGING,
  DISCOVER;

  private static final String NAMESPACE = ".sshrvd";

  /** The kind of a message, null when the key is none of them. */
  public static @Nullable RelayMessage of(AtKey key) {
    String name = key.name().toLowerCase(Locale.ROOT);
    if (!name.endsWith(NAMESPACE)) {
      return null;
    }
    String inside = name.substring(0, name.length() - NAMESPACE.length());
    if (inside.equals("discover_request")) {
      return DISCOVER;
    }
    if (inside.startsWith("logging.") && inside.endsWith(".sessions")) {
      return LOGGING;
    }
    int dot = inside.indexOf('.');
    if (dot < 0 && !inside.isEmpty()) {
      return REQUEST_PORTS_OF_V4;
    }
    return switch (dot < 1 ? "" : inside.substring(dot + 1)) {
      case "request_ports" -> REQUEST_PORTS;
      case "auth_modes" -> AUTH_MODES;
      default -> null;
    };
  }
}
