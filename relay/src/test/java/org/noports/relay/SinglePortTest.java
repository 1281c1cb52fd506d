package org.noports.relay;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.noports.protocol.crypto.AesKey;
import org.noports.protocol.relay.AuthMode;
import org.noports.protocol.relay.PortRequest;
import org.noports.tunnel.pairing.Side;

/** One port for all sessions (sessions.md 3.6). */
final class SinglePortTest {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final Duration SILENCE = Duration.ofMillis(300);

  private static PortRequest request(
      AuthMode mode, @Nullable AesKey key, boolean bothSides, boolean multipleAcksOk) {
    return Rig.asking()
        .by(mode, key)
        .authenticating(true, bothSides)
        .only443(true)
        .multipleAcksOk(multipleAcksOk)
        .build();
  }

  @Test
  void sessions_share_the_port_and_each_side_meets_its_own_partner() throws Exception {
    try (Rig rig = Doors.rig()) {
      Rig.Session first = Doors.SINGLE_PORT.session(rig);
      Rig.Session second = Doors.SINGLE_PORT.session(rig);
      assertThat(List.of(first.answer().portB(), second.answer().portA()))
          .containsOnly(first.answer().portA());
      assertThat(first.answer().autoDetectsRelayAuth()).isFalse();
      try (Socket a1 = Challenges.enter(first, Side.A);
          Socket b2 = Challenges.enter(second, Side.B);
          Socket a2 = Challenges.enter(second, Side.A);
          Socket b1 = Challenges.enter(first, Side.B)) {
        Challenges.assertJoined(a1, b1);
        Challenges.assertJoined(a2, b2);
      }
    }
  }

  @Test
  void connections_of_a_session_meet_in_the_order_in_which_they_were_accepted() throws Exception {
    try (Rig rig = Doors.rig()) {
      Rig.Session session = Doors.SINGLE_PORT.session(rig);
      List<Socket> as = new ArrayList<>();
      List<Socket> bs = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        as.add(Challenges.enter(session, Side.A));
      }
      for (int i = 0; i < 20; i++) {
        bs.add(Challenges.enter(session, Side.B));
      }
      for (int i = 0; i < 20; i++) {
        Rig.send(as.get(i), "%02d".formatted(i));
        assertThat(Rig.receive(bs.get(i), 2)).isEqualTo("%02d".formatted(i));
        as.get(i).close();
        bs.get(i).close();
      }
    }
  }

  @Test
  void the_answer_names_443_wherever_the_port_is_bound() throws Exception {
    try (Rig rig = Doors.rig(limits -> limits, SinglePortConfig.boundTo(0))) {
      Rig.Session session = Doors.SINGLE_PORT.session(rig);
      assertThat(session.answer().portA()).isEqualTo(443);
      assertThat(session.answer().portB()).isEqualTo(443);
    }
  }

  @Test
  void what_does_not_fit_the_port_is_refused_in_words_or_in_silence() throws Exception {
    try (Rig rig = Doors.rig();
        Rig without = Doors.rig(limits -> limits, null)) {
      assertThat(refusal(without, request(AuthMode.ESCR, Challenges.KEY, true, true)))
          .isEqualTo("Client requested port 443 but this relay is not bound to port 443");
      assertThat(refusal(rig, request(AuthMode.PAYLOAD, Challenges.KEY, true, true)))
          .isEqualTo(
              "Client requested port 443 with relay auth mode payload, but port 443 needs escr");
      assertThat(refusal(rig, request(AuthMode.ESCR, Challenges.KEY, false, true)))
          .startsWith("Client requested port 443, where both sides must authenticate");
      assertThat(refusal(rig, request(AuthMode.ESCR, null, true, true)))
          .isEqualTo("Client requested relay auth mode escr without relayAuthAesKey");
      PortRequest old = request(AuthMode.PAYLOAD, null, true, false);
      rig.ask(Rig.ALICE, old.toJson().canonical());
      assertThat(rig.answer(SILENCE)).isNull();
      assertThat(rig.relay.statistics().refused(RefusalReason.UNFIT_FOR_SINGLE_PORT)).isEqualTo(3);
      assertThat(rig.relay.sessions()).isZero();
    }
  }

  private static String refusal(Rig rig, PortRequest request) throws InterruptedException {
    rig.ask(Rig.ALICE, request.toJson().canonical());
    WordsEdge.Sent sent = requireNonNull(rig.answer(SOON));
    assertThat(sent.key().text()).isEqualTo("@alice:nack." + request.sessionId() + ".sshrvd@relay");
    return sent.text();
  }

  @Test
  void an_ended_session_is_unknown_and_its_connections_are_closed() throws Exception {
    try (Rig rig = Doors.rig(limits -> limits.grace(Duration.ofMillis(500)))) {
      Rig.Session session = Doors.SINGLE_PORT.session(rig);
      try (Socket waiting = Challenges.enter(session, Side.A)) {
        assertThat(Rig.isTurnedAway(waiting)).isTrue();
      }
      await().until(() -> rig.relay.sessions() == 0);
      try (Socket late = session.dial(Side.A)) {
        Rig.send(late, Challenges.Answer.of(session, Side.A, Challenges.line(late)).text() + "\n");
        Challenges.assertRefused(late);
      }
    }
  }

  @Test
  void silent_connections_give_way_to_those_that_answer() throws Exception {
    List<Socket> crowd = new ArrayList<>();
    try (Rig rig = Doors.rig(limits -> limits.unauthenticatedOfAddress(32));
        LiveSession live = Doors.SINGLE_PORT.live(rig)) {
      for (int i = 0; i < 200; i++) {
        crowd.add(live.session().dial(Side.A));
      }
      for (int i = 0; i < 5; i++) {
        live.takesOneMore();
      }
      live.carriesOn();
      assertThat(rig.relay.statistics().connectionsOverLimit()).isGreaterThanOrEqualTo(200 - 32);
      for (Socket oldest : crowd.subList(0, 100)) {
        assertThat(endsAfterItsChallenge(oldest)).isTrue();
      }
    } finally {
      for (Socket socket : crowd) {
        socket.close();
      }
    }
  }

  private static boolean endsAfterItsChallenge(Socket socket) {
    try {
      Challenges.line(socket);
    } catch (IOException e) {
      return true;
    }
    return Rig.isTurnedAway(socket);
  }

  @Test
  void a_connection_that_stays_silent_is_closed_in_time() throws Exception {
    try (Rig rig = Doors.rig(limits -> limits.authenticationTime(Duration.ofMillis(300)))) {
      Rig.Session session = Doors.SINGLE_PORT.session(rig);
      try (Socket silent = session.dial(Side.A)) {
        Challenges.line(silent);
        Challenges.assertRefused(silent);
      }
      assertThat(rig.relay.statistics().authenticationsTimedOut()).isEqualTo(1);
    }
  }

  @Test
  void a_session_has_no_more_connections_than_allowed_and_others_are_not_concerned()
      throws Exception {
    try (Rig rig = Doors.rig(limits -> limits.connectionsPerSession(2))) {
      Rig.Session full = Doors.SINGLE_PORT.session(rig);
      Rig.Session other = Doors.SINGLE_PORT.session(rig);
      try (Socket a = Challenges.enter(full, Side.A);
          Socket b = Challenges.enter(full, Side.B);
          Socket third = full.dial(Side.A);
          Socket otherA = Challenges.enter(other, Side.A);
          Socket otherB = Challenges.enter(other, Side.B)) {
        Rig.send(third, Challenges.Answer.of(full, Side.A, Challenges.line(third)).text() + "\n");
        Challenges.assertRefused(third);
        Challenges.assertJoined(a, b);
        Challenges.assertJoined(otherA, otherB);
        assertThat(rig.relay.statistics().notProved(AuthFailure.SESSION_FULL)).isEqualTo(1);
      }
    }
  }

  @Test
  void a_relay_that_cannot_have_the_port_does_not_start_and_says_why() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      RelayConfig config =
          RelayConfig.at("127.0.0.1")
              .bindHost("127.0.0.1")
              .singlePort(SinglePortConfig.boundTo(taken.getLocalPort()))
              .build();
      assertThatThrownBy(() -> new Rig(config).close())
          .isInstanceOf(RelayException.class)
          .hasMessageContaining("port " + taken.getLocalPort())
          .hasMessageContaining("--443-bind-port");
    }
  }

  @Test
  void a_stopped_relay_leaves_neither_the_port_nor_a_connection_open() throws Exception {
    Rig rig = Doors.rig();
    Rig.Session session = Doors.SINGLE_PORT.session(rig);
    try (Socket a = Challenges.enter(session, Side.A);
        Socket b = Challenges.enter(session, Side.B);
        Socket silent = session.dial(Side.A)) {
      Challenges.assertJoined(a, b);
      Challenges.line(silent);
      rig.close();
      assertThat(Rig.isTurnedAway(a)).isTrue();
      assertThat(Rig.isTurnedAway(b)).isTrue();
      assertThat(Rig.isTurnedAway(silent)).isTrue();
      try (ServerSocket again = new ServerSocket()) {
        again.setReuseAddress(true);
        again.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), session.port(Side.A)));
      }
    }
  }
}
