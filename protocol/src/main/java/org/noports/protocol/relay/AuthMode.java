package org.noports.protocol.relay;

/** How a side proves itself to the relay (sessions.md 3.5). */
public enum AuthMode {
  PAYLOAD,
  ESCR
}
