package org.noports.protocol.name;

import java.security.SecureRandom;

/** A session id: a UUID, validated because it ends up in keys and file names (sessions.md 1.1). */
public record SessionId(String text) {
  public static SessionId of(String raw) {
    throw new UnsupportedOperationException("not built yet");
  }

  public static SessionId random(SecureRandom random) {
    throw new UnsupportedOperationException("not built yet");
  }

  @Override
  public String toString() {
    return text;
  }
}
