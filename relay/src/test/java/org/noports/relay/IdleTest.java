package org.noports.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.Socket;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.noports.tunnel.pairing.Side;

/** What is counted while it lives, and what is closed for carrying nothing. */
final class IdleTest {
  private static void exchange(Socket a, Socket b) throws Exception {
    Rig.send(a, "there");
    assertThat(Rig.receive(b, 5)).isEqualTo("there");
    Rig.send(b, "back");
    assertThat(Rig.receive(a, 4)).isEqualTo("back");
  }

  @Test
  void sessions_tell_what_they_carry_while_they_live() throws Exception {
    try (Rig rig = new Rig()) {
      Rig.Session session = rig.session();
      try (Socket a = session.enter(Side.A);
          Socket b = session.enter(Side.B)) {
        exchange(a, b);
        await().until(() -> rig.relay.statistics().bytes() == 9);
        SessionUsage usage = rig.relay.usage().getFirst();
        assertThat(usage.id()).isEqualTo(session.id());
        assertThat(usage.client()).isEqualTo(Rig.ALICE);
        assertThat(usage.daemon()).isEqualTo(Rig.BOB);
        assertThat(usage.connections()).isEqualTo(2);
        assertThat(usage.totals()).isEqualTo(new Totals(1, 0, 5, 4));
        assertThat(rig.relay.statistics().carried()).isEqualTo(usage.totals());
      }
    }
  }

  @Test
  void a_pair_that_carries_nothing_is_closed_but_not_the_first() throws Exception {
    try (Rig rig = Rig.with(limits -> limits.pairIdle(Duration.ofSeconds(1)))) {
      Rig.Session session = rig.session();
      try (Socket controlA = session.enter(Side.A);
          Socket controlB = session.enter(Side.B)) {
        exchange(controlA, controlB);
        try (Socket a = session.enter(Side.A);
            Socket b = session.enter(Side.B)) {
          exchange(a, b);
          assertThat(a.getInputStream().read()).isEqualTo(-1);
          assertThat(b.getInputStream().read()).isEqualTo(-1);
        }
        exchange(controlA, controlB);
        await().until(() -> rig.relay.statistics().pairsEnded() == 1);
      }
    }
  }

  @Test
  void a_session_that_carries_nothing_ends() throws Exception {
    try (Rig rig = Rig.with(limits -> limits.sessionIdle(Duration.ofSeconds(1)))) {
      Rig.Session session = rig.session();
      try (Socket a = session.enter(Side.A);
          Socket b = session.enter(Side.B)) {
        exchange(a, b);
        assertThat(a.getInputStream().read()).isEqualTo(-1);
        assertThat(b.getInputStream().read()).isEqualTo(-1);
        await().until(() -> rig.relay.sessions() == 0);
      }
    }
  }
}
