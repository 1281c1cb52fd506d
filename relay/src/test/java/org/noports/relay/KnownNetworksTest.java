package org.noports.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.noports.tunnel.pairing.Side;

/** A side's line, replayed from elsewhere by somebody who read it (sessions.md 8.2 number 5). */
final class KnownNetworksTest {
  /** How far the relay's clock is ahead. */
  private volatile Duration ahead = Duration.ZERO;

  /** When it stands still. */
  private volatile @Nullable Instant stopped;

  private Rig rig(boolean knownOnly) {
    return new Rig(RelayConfig.at("127.0.0.1").knownNetworksOnly(knownOnly).build(), this::now);
  }

  private Instant now() {
    Instant at = stopped;
    return at == null ? Instant.now().plus(ahead) : at;
  }

  private static Socket enterFrom(String address, Rig.Session session, Side side)
      throws IOException {
    Socket socket = session.dialFrom(address, side);
    Rig.send(socket, session.line(side) + "\n");
    return socket;
  }

  private static void assertMeet(Socket a, Socket b) throws IOException {
    Rig.send(a, "x");
    assertThat(Rig.receive(b, 1)).isEqualTo("x");
  }

  @Test
  void after_the_grace_a_line_is_good_only_from_where_it_came_before() throws Exception {
    try (Rig rig = rig(true)) {
      Rig.Session session = rig.session();
      try (Socket controlA = session.enter(Side.A);
          Socket controlB = enterFrom("127.0.0.3", session, Side.B)) {
        assertMeet(controlA, controlB);
        try (Socket roamed = enterFrom("127.0.0.2", session, Side.A);
            Socket partner = enterFrom("127.0.0.3", session, Side.B)) {
          assertMeet(roamed, partner);
        }
        ahead = RelayLimits.DEFAULT.grace();
        try (Socket replayed = enterFrom("127.0.0.9", session, Side.A)) {
          assertThat(Rig.isTurnedAway(replayed)).isTrue();
        }
        // Known, but for the other side.
        try (Socket replayed = enterFrom("127.0.0.3", session, Side.A)) {
          assertThat(Rig.isTurnedAway(replayed)).isTrue();
        }
        assertThat(rig.relay.statistics().notProved(AuthFailure.NEW_NETWORK)).isEqualTo(2);
        try (Socket again = enterFrom("127.0.0.2", session, Side.A);
            Socket partner = enterFrom("127.0.0.3", session, Side.B)) {
          assertMeet(again, partner);
        }
        assertMeet(controlB, controlA);
      }
    }
  }

  @Test
  void a_line_from_elsewhere_is_taken_so_often_and_then_now_and_again() throws Exception {
    try (Rig rig = rig(false)) {
      Rig.Session session = rig.session();
      try (Socket controlA = session.enter(Side.A);
          Socket controlB = session.enter(Side.B)) {
        assertMeet(controlA, controlB);
        stopped = Instant.now();
        for (int i = 0; i < LineRate.AT_ONCE; i++) {
          enterFrom("127.0.0.9", session, Side.A).close();
        }
        await()
            .until(() ->
                rig.relay.statistics().connectionsProved() == 2 + LineRate.AT_ONCE
                    && rig.relay.statistics().queuedConnectionsLost() == LineRate.AT_ONCE);
        try (Socket replayed = enterFrom("127.0.0.9", session, Side.A)) {
          assertThat(Rig.isTurnedAway(replayed)).isTrue();
        }
        assertThat(rig.relay.statistics().notProved(AuthFailure.TOO_OFTEN)).isEqualTo(1);
        stopped = Instant.now().plus(LineRate.ONE_MORE_AFTER);
        try (Socket late = enterFrom("127.0.0.9", session, Side.A);
            Socket partner = session.enter(Side.B)) {
          assertMeet(late, partner);
        }
        try (Socket more = session.enter(Side.A);
            Socket partner = session.enter(Side.B)) {
          assertMeet(more, partner);
        }
        assertMeet(controlB, controlA);
      }
    }
  }

  @Test
  void unless_the_operator_wants_that_a_side_may_come_from_anywhere_at_any_time() throws Exception {
    try (Rig rig = rig(false)) {
      Rig.Session session = rig.session();
      try (Socket controlA = session.enter(Side.A);
          Socket controlB = session.enter(Side.B)) {
        assertMeet(controlA, controlB);
        ahead = RelayLimits.DEFAULT.grace();
        try (Socket late = enterFrom("127.0.0.9", session, Side.A);
            Socket partner = session.enter(Side.B)) {
          assertMeet(late, partner);
        }
      }
    }
  }
}
