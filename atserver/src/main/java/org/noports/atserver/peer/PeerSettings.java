package org.noports.atserver.peer;

import java.time.Duration;

/**
 * The bounds of outbound calls (atprotocol.md 2.5 and 4.2).
 *
 * @param connections kept at once; the one idle longest makes room
 * @param connect limit of TCP and TLS
 * @param from limit of the answer to {@code from}
 * @param pol limit of the answer to {@code pol}
 * @param lookup limit of one look-up
 * @param delivery limit of one notification
 * @param idle a connection unused for so long is closed
 * @param lineBytes longest answer taken
 */
public record PeerSettings(
    int connections,
    Duration connect,
    Duration from,
    Duration pol,
    Duration lookup,
    Duration delivery,
    Duration idle,
    int lineBytes) {
  public static final PeerSettings DEFAULTS =
      new PeerSettings(
          200,
          Duration.ofSeconds(3),
          Duration.ofSeconds(3),
          Duration.ofSeconds(3),
          Duration.ofSeconds(5),
          Duration.ofSeconds(10),
          Duration.ofSeconds(599),
          10_240_000);
}
