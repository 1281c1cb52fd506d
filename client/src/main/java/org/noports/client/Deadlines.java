package org.noports.client;

import java.time.Duration;

/**
 * How long each step may wait (sessions.md 1.2); the feature check's limit is the user's to choose.
 *
 * @param monitor for the atServer to confirm that answers will be passed on
 * @param relay for the relay's answer
 * @param discovery for relays to say where they are, when there are several to choose from
 * @param session for the daemon's answer to the session request
 * @param patience for a local connection that finds no session
 */
record Deadlines(
    Duration monitor, Duration relay, Duration discovery, Duration session, Duration patience) {
  static final Deadlines SPECIFIED =
      new Deadlines(
          Duration.ofSeconds(20),
          Duration.ofSeconds(20),
          Duration.ofSeconds(10),
          Duration.ofSeconds(15),
          Duration.ofSeconds(30));
}
