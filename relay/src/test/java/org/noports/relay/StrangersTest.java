package org.noports.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.noports.tunnel.pairing.Side;

/** Connections that do not prove themselves, and what they may cost (sessions.md 3.5, 8.2). */
final class StrangersTest {
  @Test
  void silence_before_authentication_has_an_end() throws Exception {
    try (Rig rig = Rig.with(limits -> limits.authenticationTime(Duration.ofMillis(300)))) {
      Rig.Session session = rig.session();
      try (Socket silent = session.dial(Side.A);
          Socket half = session.dial(Side.B)) {
        Rig.send(half, session.line(Side.B));
        assertThat(Rig.isTurnedAway(silent)).isTrue();
        assertThat(Rig.isTurnedAway(half)).isTrue();
        assertThat(rig.relay.statistics().authenticationsTimedOut()).isEqualTo(2);
      }
    }
  }

  @Test
  void silent_connections_do_not_hold_up_those_that_speak() throws Exception {
    try (Rig rig = new Rig()) {
      Rig.Session session = rig.session();
      List<Socket> silent = new ArrayList<>();
      for (int i = 0; i < 30; i++) {
        silent.add(session.dial(Side.A));
        Socket half = session.dial(Side.B);
        Rig.send(half, "{\"payload\":");
        silent.add(half);
      }
      try (Socket a = session.enter(Side.A);
          Socket b = session.enter(Side.B)) {
        Rig.send(a, "x");
        assertThat(Rig.receive(b, 1)).isEqualTo("x");
      }
      for (Socket socket : silent) {
        socket.close();
      }
    }
  }

  @Test
  void hundreds_of_silent_connections_wait_outside_beyond_the_limit() throws Exception {
    try (Rig rig = Rig.with(limits -> limits.authenticationTime(Duration.ofSeconds(2)))) {
      Rig.Session session = rig.session();
      try (Socket a = session.enter(Side.A);
          Socket b = session.enter(Side.B)) {
        Rig.send(a, "x");
        assertThat(Rig.receive(b, 1)).isEqualTo("x");
        List<Socket> crowd = new ArrayList<>();
        for (int i = 0; i < 600; i++) {
          crowd.add(session.dial(i % 2 == 0 ? Side.A : Side.B));
        }
        // The pair's two, and at most one more a door than may be unauthenticated at a time.
        await().until(() -> rig.relay.statistics().connectionsAccepted() >= 64 + 2);
        assertThat(rig.relay.statistics().connectionsAccepted()).isLessThanOrEqualTo(64 + 2 + 2);
        Rig.send(b, "y");
        assertThat(Rig.receive(a, 1)).isEqualTo("y");
        for (Socket socket : crowd) {
          socket.close();
        }
        await()
            .untilAsserted(() -> {
              try (Socket a2 = session.enter(Side.A);
                  Socket b2 = session.enter(Side.B)) {
                Rig.send(a2, "z");
                assertThat(Rig.receive(b2, 1)).isEqualTo("z");
              }
            });
      }
    }
  }
}
