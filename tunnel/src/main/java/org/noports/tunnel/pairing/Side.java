package org.noports.tunnel.pairing;

/** The sides of a session at the relay: A the client, B the device (sessions.md 1.1). */
public enum Side {
  A,
  B;

  public Side other() {
    return this == A ? B : A;
  }
}
