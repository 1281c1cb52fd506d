package org.noports.relay;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.noports.protocol.relay.AuthMode;
import org.noports.protocol.relay.EscrChallenge;
import org.noports.tunnel.pairing.Side;

/**
 * Lets one side of a session prove itself, in the mode that is known or that its first words tell
 * (sessions.md 3.5). Thread-safe: each connection comes with an {@link Intake} of its own.
 */
final class SideCheck {
  /** How soon a hint is noticed while a side is silent. */
  private static final Duration GLANCE = Duration.ofMillis(10);

  private final Side side;
  private final PayloadCheck payload;
  private final @Nullable EscrCheck escr;
  private final Duration window;
  // Set at the start, by the client's hint, or by a connection that has proved itself.
  private final AtomicReference<@Nullable AuthMode> mode;

  private SideCheck(
      Side side,
      PayloadCheck payload,
      @Nullable EscrCheck escr,
      @Nullable AuthMode mode,
      Duration window) {
    this.side = side;
    this.payload = payload;
    this.escr = escr;
    this.mode = new AtomicReference<>(mode);
    this.window = window;
  }

  /** For a session without a key for challenges: all that older sides know. */
  static SideCheck payloadOnly(Side side, PayloadCheck payload) {
    return new SideCheck(side, payload, null, AuthMode.PAYLOAD, Duration.ZERO);
  }

  /** For a relay that does not detect. */
  static SideCheck fixed(Side side, AuthMode mode, PayloadCheck payload, EscrCheck escr) {
    return new SideCheck(side, payload, escr, mode, Duration.ZERO);
  }

  /** Finds out the mode: whoever speaks within the window does not wait for a challenge. */
  static SideCheck detecting(Side side, PayloadCheck payload, EscrCheck escr, Duration window) {
    return new SideCheck(side, payload, escr, null, window);
  }

  /** What the client says the side will do; what the side has done counts more. */
  void hinted(AuthMode hint) {
    mode.compareAndSet(null, hint);
  }

  /** Whether a refused connection is told so; older sides would take it for session data. */
  boolean tellsRefusal() {
    return escr != null;
  }

  /** The mode in which the connection has proved the side; afterwards session data may follow. */
  AuthMode check(Intake intake) throws IOException, NotProved {
    AuthMode used = modeOf(intake);
    switch (used) {
      case PAYLOAD -> byPayload(intake);
      case ESCR -> byChallenge(intake);
    }
    return used;
  }

  private AuthMode modeOf(Intake intake) throws IOException, NotProved {
    AuthMode known = mode.get();
    if (known != null) {
      return known;
    }
    // In pieces, as the hint may come meanwhile: the client may dial before it has arrived.
    for (Duration left = window; left.isPositive(); left = left.minus(GLANCE)) {
      if (!intake.isSilentFor(left.compareTo(GLANCE) < 0 ? left : GLANCE)) {
        return spoken(intake);
      }
      known = mode.get();
      if (known != null) {
        return known;
      }
    }
    return AuthMode.ESCR;
  }

  private static AuthMode spoken(Intake intake) throws NotProved {
    if (!intake.beginsWith('{')) {
      throw new NotProved(intake.isEmpty() ? AuthFailure.CLOSED : AuthFailure.MALFORMED);
    }
    return AuthMode.PAYLOAD;
  }

  private void byPayload(Intake intake) throws IOException, NotProved {
    payload.check(intake.line(), intake.from());
    mode.set(AuthMode.PAYLOAD);
  }

  private void byChallenge(Intake intake) throws IOException, NotProved {
    EscrCheck check = requireNonNull(escr, "a session without key for challenges");
    EscrChallenge challenge = check.challenge();
    intake.say(challenge.text());
    byte[] line = intake.line();
    if (check.proves(EscrCheck.parse(line), line.length, challenge) != side) {
      throw new NotProved(AuthFailure.WRONG_SIDE);
    }
    // Before the word that lets the side open its next connection.
    mode.set(AuthMode.ESCR);
    intake.say(EscrChallenge.ACCEPTED);
  }
}
