package org.noports.relay;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.noports.protocol.relay.PayloadAuthLine;
import org.noports.protocol.relay.PortRequest;
import org.noports.tunnel.pairing.Side;

/** Sessions over real sockets: pairing, closing and attacks (sessions.md 3.2 to 3.5, 8.2). */
final class RelaySessionTest {

  private static RelayLimits limits(
      int unauthenticated,
      int connections,
      Duration authentication,
      Duration queue,
      Duration grace) {
    return RelayLimits.DEFAULT
        .with()
        .unauthenticatedPerSession(unauthenticated)
        .connectionsPerSession(connections)
        .authenticationTime(authentication)
        .queueTime(queue)
        .grace(grace)
        .build();
  }

  private static RelayLimits quick(Duration authentication, Duration queue, Duration grace) {
    return limits(64, 1024, authentication, queue, grace);
  }

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
    try (Rig rig =
        new Rig(quick(Duration.ofSeconds(5), Duration.ofMillis(200), Duration.ofSeconds(30)))) {
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

  @Test
  void a_reset_reaches_the_partner() throws Exception {
    try (Rig rig = new Rig()) {
      Rig.Session session = rig.session();
      try (Socket a = session.enter(Side.A);
          Socket b = session.enter(Side.B)) {
        Rig.send(a, "x");
        assertThat(Rig.receive(b, 1)).isEqualTo("x");
        Rig.reset(a);
        assertThatThrownBy(() -> b.getInputStream().read()).isInstanceOf(IOException.class);
      }
    }
  }

  @Test
  void what_proves_nothing_is_turned_away_in_silence_and_disturbs_nobody() throws Exception {
    try (Rig rig = new Rig()) {
      Rig.Session session = rig.session();
      Rig.Session other = rig.session();
      try (Socket a = session.enter(Side.A);
          Socket b = session.enter(Side.B)) {
        Rig.send(a, "x");
        assertThat(Rig.receive(b, 1)).isEqualTo("x");
        String wrongSigner =
            PayloadAuthLine.line(
                session.id(),
                session.clientNonce(),
                requireNonNull(session.answer().rvdNonce()),
                Rig.BOB_KEYS.privateKey());
        List<String> lines =
            List.of(
                wrongSigner + "\n",
                other.line(Side.A) + "\n",
                session.line(Side.A).replace("payload", "Payload") + "\n",
                session.line(Side.A).replaceFirst("\"signature\":\"..", "\"signature\":\"AA")
                    + "\n",
                "\n",
                "{}\n",
                "GET / HTTP/1.1\r\n\r\n",
                "\u0000\u0001\u0002\n",
                "{".repeat(16 * 1024),
                "x".repeat(20 * 1024) + "\n");
        for (String line : lines) {
          try (Socket attacker = session.dial(Side.A)) {
            try {
              Rig.send(attacker, line);
            } catch (IOException e) {
              // Turned away while writing.
            }
            assertThat(Rig.isTurnedAway(attacker)).as(line.strip()).isTrue();
          }
        }
        assertThat(rig.relay.statistics().authenticationsFailed()).isEqualTo(lines.size());
        Rig.send(b, "y");
        assertThat(Rig.receive(a, 1)).isEqualTo("y");
      }
    }
  }

  @Test
  void silence_before_authentication_has_an_end() throws Exception {
    try (Rig rig =
        new Rig(quick(Duration.ofMillis(300), Duration.ofSeconds(20), Duration.ofSeconds(30)))) {
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
    try (Rig rig =
        new Rig(
            limits(
                64, 1024, Duration.ofSeconds(2), Duration.ofSeconds(20), Duration.ofSeconds(30)))) {
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

  @Test
  void a_side_that_dials_faster_than_lines_are_verified_loses_no_connection() throws Exception {
    try (Rig rig =
        new Rig(
            limits(
                4, 1024, Duration.ofSeconds(5), Duration.ofSeconds(20), Duration.ofSeconds(30)))) {
      Rig.Session session = rig.session();
      List<Socket> a = new ArrayList<>();
      List<Socket> b = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        a.add(session.enter(Side.A));
        b.add(session.enter(Side.B));
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
  void a_session_has_no_more_connections_than_allowed() throws Exception {
    try (Rig rig =
        new Rig(
            limits(64, 4, Duration.ofSeconds(5), Duration.ofSeconds(20), Duration.ofSeconds(30)))) {
      Rig.Session session = rig.session();
      List<Socket> sockets = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        sockets.add(session.enter(Side.A));
        sockets.add(session.enter(Side.B));
        Rig.send(sockets.get(2 * i), "x");
        assertThat(Rig.receive(sockets.get(2 * i + 1), 1)).isEqualTo("x");
      }
      try (Socket fifth = session.dial(Side.A)) {
        assertThat(Rig.isTurnedAway(fifth)).isTrue();
      }
      for (Socket socket : sockets) {
        socket.close();
      }
    }
  }

  @Test
  void a_session_nobody_comes_to_ends_with_its_grace() throws Exception {
    try (Rig rig =
        new Rig(quick(Duration.ofSeconds(5), Duration.ofSeconds(20), Duration.ofMillis(200)))) {
      Rig.Session session = rig.session();
      try (Socket waiting = session.enter(Side.A)) {
        assertThat(Rig.isTurnedAway(waiting)).isTrue();
      }
      await().until(() -> rig.relay.sessions() == 0);
      assertThatThrownBy(() -> session.dial(Side.A)).isInstanceOf(IOException.class);
    }
  }

  @Test
  void after_the_grace_a_session_ends_with_its_last_pair() throws Exception {
    try (Rig rig =
        new Rig(quick(Duration.ofSeconds(5), Duration.ofSeconds(20), Duration.ofMillis(500)))) {
      Rig.Session session = rig.session();
      try (Socket a = session.enter(Side.A);
          Socket b = session.enter(Side.B)) {
        Rig.send(a, "x");
        assertThat(Rig.receive(b, 1)).isEqualTo("x");
        await().during(Duration.ofMillis(700)).until(() -> rig.relay.sessions() == 1);
        Rig.send(b, "y");
        assertThat(Rig.receive(a, 1)).isEqualTo("y");
      }
      await().until(() -> rig.relay.sessions() == 0);
      assertThat(rig.relay.statistics().bytes()).isEqualTo(2);
    }
  }

  @Test
  void a_side_that_need_not_authenticate_is_paired_at_once() throws Exception {
    try (Rig rig = new Rig()) {
      var usual = Rig.request();
      Rig.Session session =
          rig.session(
              new PortRequest(
                  usual.sessionId(),
                  usual.atSignA(),
                  usual.atSignB(),
                  true,
                  false,
                  usual.clientNonce(),
                  usual.relayAuthMode(),
                  null,
                  false,
                  true,
                  List.of(),
                  true));
      try (Socket a = session.enter(Side.A);
          Socket b = session.dial(Side.B)) {
        Rig.send(b, "x");
        assertThat(Rig.receive(a, 1)).isEqualTo("x");
      }
    }
  }

  @Test
  void two_hundred_sessions_leave_no_socket_behind() throws Exception {
    try (Rig rig =
        new Rig(quick(Duration.ofSeconds(5), Duration.ofSeconds(20), Duration.ofMillis(400)))) {
      runSession(rig);
      await().until(() -> rig.relay.sessions() == 0);
      long before = openFiles();
      for (int i = 0; i < 200; i++) {
        if (rig.relay.sessions() > 50) {
          await().until(() -> rig.relay.sessions() == 0);
        }
        runSession(rig);
      }
      await().until(() -> rig.relay.sessions() == 0);
      assertThat(rig.relay.statistics().sessionsStarted()).isEqualTo(201);
      await().untilAsserted(() -> assertThat(openFiles()).isLessThanOrEqualTo(before));
    }
  }

  private static void runSession(Rig rig) throws Exception {
    Rig.Session session = rig.session();
    try (Socket a = session.enter(Side.A);
        Socket b = session.enter(Side.B)) {
      Rig.send(a, "x");
      assertThat(Rig.receive(b, 1)).isEqualTo("x");
    }
  }

  private static long openFiles() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
      return files.count();
    }
  }

  @Test
  void a_slow_reader_does_not_make_the_relay_grow() throws Exception {
    try (Rig rig = new Rig()) {
      Rig.Session session = rig.session();
      try (Socket a = session.enter(Side.A);
          Socket b = session.enter(Side.B)) {
        Rig.send(b, "x");
        assertThat(Rig.receive(a, 1)).isEqualTo("x");
        int much = 64 * 1024 * 1024;
        Thread.startVirtualThread(() -> {
          try {
            a.getOutputStream().write(new byte[much]);
            a.shutdownOutput();
          } catch (IOException e) {
            // The assertion below fails.
          }
        });
        await().during(Duration.ofMillis(300)).until(() -> rig.relay.bufferBytes() <= 1024 * 1024);
        InputStream in = b.getInputStream();
        assertThat(in.readNBytes(1024 * 1024)).hasSize(1024 * 1024);
        assertThat(in.readAllBytes()).hasSize(much - 1024 * 1024);
        await().until(() -> rig.relay.bufferBytes() == 0);
      }
    }
  }

  @Test
  void ports_are_open_on_ipv4_and_ipv6() throws Exception {
    try (Rig rig = new Rig()) {
      Rig.Session session = rig.session();
      for (String address : List.of("127.0.0.1", "::1")) {
        try (Socket socket = new Socket(InetAddress.getByName(address), session.answer().portA())) {
          assertThat(socket.isConnected()).isTrue();
        } catch (IOException e) {
          assertThat(address).as("this machine has no IPv6").isEqualTo("::1");
        }
      }
    }
  }
}
