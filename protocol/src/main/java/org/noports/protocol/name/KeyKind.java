package org.noports.protocol.name;

/** The kinds of key names, in the order they are tested (atprotocol.md 5.1, atclient.md 9.2). */
public enum KeyKind {
  RESERVED,
  PUBLIC,
  PRIVATE,
  SELF,
  SHARED,
  CACHED_PUBLIC,
  CACHED_SHARED,
  LOCAL,
  INVALID;

  /** Classifies a full key name. */
  public static KeyKind of(String key, boolean namespaceRequired) {
    throw new UnsupportedOperationException("not built yet");
  }
}
