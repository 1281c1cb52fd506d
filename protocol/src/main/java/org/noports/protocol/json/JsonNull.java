package org.noports.protocol.json;

/** JSON {@code null}. */
public enum JsonNull implements JsonValue {
  NULL
}
