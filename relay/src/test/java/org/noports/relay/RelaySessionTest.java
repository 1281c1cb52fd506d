package org.noports.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Socket;
import org.junit.jupiter.api.Test;
import org.noports.tunnel.pairing.Side;

/** Sessions over real sockets (sessions.md 3.2 to 3.5). */
final class RelaySessionTest {
  @Test
  void two_sides_that_prove_themselves_are_joined_and_a_half_close_is_passed_on() throws Exception {
    try (Rig rig = new Rig()) {
      Rig.Session session = rig.session();
      try (Socket a = session.enter(Side.A);
          Socket b = session.enter(Side.B)) {
        Rig.send(a, "to b");
        Rig.send(b, "to a!");
        assertThat(Rig.receive(b, 4)).isEqualTo("to b");
        assertThat(Rig.receive(a, 5)).isEqualTo("to a!");
        a.shutdownOutput();
        assertThat(b.getInputStream().read()).isEqualTo(-1);
        Rig.send(b, "still");
        b.shutdownOutput();
        assertThat(Rig.receive(a, 6)).isEqualTo("still");
      }
    }
  }
}
