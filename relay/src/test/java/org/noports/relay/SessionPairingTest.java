package org.noports.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.noports.tunnel.pairing.Side;

/** Which connections of a session meet, and what becomes of those that wait (sessions.md 3.3). */
final class SessionPairingTest {
  @ParameterizedTest
  @EnumSource
  void two_sides_are_joined_and_a_half_close_is_passed_on(Side first) throws Exception {
    try (Rig rig = new Rig()) {
      Rig.Session session = rig.session();
      try (Socket one = session.enter(first);
          Socket two = session.enter(first.other())) {
        Rig.send(one, "there");
        Rig.send(two, "and back");
        assertThat(Rig.receive(two, 5)).isEqualTo("there");
        assertThat(Rig.receive(one, 8)).isEqualTo("and back");
        one.shutdownOutput();
        assertThat(two.getInputStream().read()).isEqualTo(-1);
        Rig.send(two, "still");
        two.shutdownOutput();
        assertThat(Rig.receive(one, 6)).isEqualTo("still");
      }
    }
  }

  @Test
  void the_line_may_come_in_any_pieces_and_session_data_may_follow_it_at_once() throws Exception {
    try (Rig rig = new Rig()) {
      Rig.Session session = rig.session();
      try (Socket a = session.dial(Side.A);
          Socket b = session.dial(Side.B)) {
        String line = session.line(Side.A);
        for (int i = 0; i < line.length(); i++) {
          Rig.send(a, line.substring(i, i + 1));
        }
        Rig.send(a, "\n");
        Rig.send(a, "early");
        Rig.send(b, session.line(Side.B) + "\nwith the line");
        assertThat(Rig.receive(b, 5)).isEqualTo("early");
        assertThat(Rig.receive(a, 13)).isEqualTo("with the line");
      }
    }
  }

  @Test
  void what_a_waiting_connection_sends_is_kept_to_a_limit_and_then_held_back() throws Exception {
    try (Rig rig = new Rig()) {
      Rig.Session session = rig.session();
      int much = 8 * 1024 * 1024;
      try (Socket a = session.enter(Side.A)) {
        Thread writer =
            Thread.startVirtualThread(() -> {
              try {
                a.getOutputStream().write(new byte[much]);
                a.shutdownOutput();
              } catch (IOException e) {
                // The assertion below fails.
              }
            });
        assertThat(writer.join(Duration.ofMillis(300))).isFalse();
        try (Socket b = session.enter(Side.B)) {
          assertThat(b.getInputStream().readAllBytes()).hasSize(much);
        }
      }
    }
  }

  @Test
  void connections_meet_in_the_order_in_which_they_were_opened() throws Exception {
    try (Rig rig = new Rig()) {
      Rig.Session session = rig.session();
      List<Socket> as = new ArrayList<>();
      List<Socket> bs = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        as.add(session.enter(Side.A));
      }
      for (int i = 0; i < 40; i++) {
        bs.add(session.enter(Side.B));
      }
      for (int i = 0; i < 40; i++) {
        Rig.send(as.get(i), "%04d".formatted(i));
        assertThat(Rig.receive(bs.get(i), 4)).isEqualTo("%04d".formatted(i));
      }
      for (Socket socket : Stream.concat(as.stream(), bs.stream()).toList()) {
        socket.close();
      }
    }
  }

  @Test
  void a_waiting_connection_whose_peer_has_gone_leaves_the_queue() throws Exception {
    try (Rig rig = new Rig()) {
      Rig.Session session = rig.session();
      Socket dead = session.enter(Side.A);
      dead.close();
      Socket reset = session.enter(Side.A);
      Rig.reset(reset);
      await().until(() -> rig.relay.statistics().queuedConnectionsLost() == 2);
      try (Socket a = session.enter(Side.A);
          Socket b = session.enter(Side.B)) {
        Rig.send(a, "mine");
        assertThat(Rig.receive(b, 4)).isEqualTo("mine");
      }
    }
  }

  @Test
  void a_connection_whose_partner_does_not_come_is_not_left_to_meet_anothers() throws Exception {
    try (Rig rig = Rig.with(limits -> limits.queueTime(Duration.ofMillis(200)))) {
      Rig.Session session = rig.session();
      try (Socket a1 = session.enter(Side.A);
          Socket b1 = session.enter(Side.B)) {
        Rig.send(a1, "x");
        assertThat(Rig.receive(b1, 1)).isEqualTo("x");
        try (Socket lonely = session.enter(Side.B)) {
          assertThat(Rig.isTurnedAway(lonely)).isTrue();
        }
        try (Socket a2 = session.enter(Side.A);
            Socket b2 = session.enter(Side.B)) {
          Rig.send(b2, "y");
          assertThat(Rig.receive(a2, 1)).isEqualTo("y");
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void a_side_that_dials_faster_than_it_is_let_in_loses_no_connection(boolean authenticating)
      throws Exception {
    try (Rig rig = Rig.with(limits -> limits.unauthenticatedPerSession(4))) {
      Rig.Session session = rig.session(Rig.asking().authenticating(true, authenticating).build());
      List<Socket> a = new ArrayList<>();
      List<Socket> b = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        a.add(session.enter(Side.A));
        b.add(authenticating ? session.enter(Side.B) : session.dial(Side.B));
      }
      for (int i = 0; i < 100; i++) {
        Rig.send(a.get(i), "x" + i);
        assertThat(Rig.receive(b.get(i), 1 + String.valueOf(i).length())).isEqualTo("x" + i);
      }
      assertThat(rig.relay.statistics().connectionsOverLimit()).isZero();
      for (Socket socket : a) {
        socket.close();
      }
      for (Socket socket : b) {
        socket.close();
      }
    }
  }

  @Test
  void a_side_that_need_not_authenticate_is_paired_at_once() throws Exception {
    try (Rig rig = new Rig()) {
      Rig.Session session = rig.session(Rig.asking().authenticating(true, false).build());
      try (Socket a = session.enter(Side.A);
          Socket b = session.dial(Side.B)) {
        Rig.send(b, "x");
        assertThat(Rig.receive(a, 1)).isEqualTo("x");
      }
    }
  }
}
