package org.noports.relay;

import static org.assertj.core.api.Assertions.assertThat;

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
}
