package org.noports.client;

/**
 * Which sides of a session have to prove themselves to the relay (cli.md 2.1, {@code
 * --no-authenticate-client-to-rvd} and the like). A side that does not leaves its port to whoever
 * comes first.
 */
public record RelaySides(boolean client, boolean device) {
  public static final RelaySides BOTH = new RelaySides(true, true);

  boolean any() {
    return client || device;
  }
}
