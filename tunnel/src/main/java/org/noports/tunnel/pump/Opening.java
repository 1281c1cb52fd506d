package org.noports.tunnel.pump;

import java.time.Duration;

/**
 * How direction A to B behaves until the first byte from B shows that B's side is there.
 *
 * @param bytes so many at most...
 * @param within ...until this time has passed: some relays count the first session data against the
 *     limit of the authentication line (sessions.md 3.5)
 * @param holdEnd the end of stream from A is kept back so long: a relay takes a waiting connection
 *     that is closed out of its queue, and its partner, when it comes, would meet another's
 *     (sessions.md 3.3)
 */
public record Opening(int bytes, Duration within, Duration holdEnd) {
  /** No restraint: the relay's own pairs. */
  public static final Opening NONE = new Opening(0, Duration.ZERO, Duration.ZERO);
}
