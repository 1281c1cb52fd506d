package org.noports.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.noports.tunnel.pairing.Side;

/** How a session ends, and what it leaves behind (sessions.md 3.2, 3.4). */
final class SessionLifeTest {
  @Test
  void a_session_has_no_more_connections_than_allowed() throws Exception {
    try (Rig rig = Rig.with(limits -> limits.connectionsPerSession(4))) {
      Rig.Session session = rig.session();
      List<Socket> sockets = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        sockets.add(session.enter(Side.A));
        sockets.add(session.enter(Side.B));
        Rig.send(sockets.get(2 * i), "x");
        assertThat(Rig.receive(sockets.get(2 * i + 1), 1)).isEqualTo("x");
      }
      try (Socket fifth = session.enter(Side.A)) {
        assertThat(Rig.isTurnedAway(fifth)).isTrue();
      }
      for (Socket socket : sockets) {
        socket.close();
      }
    }
  }

  @Test
  void a_session_nobody_comes_to_ends_with_its_grace() throws Exception {
    try (Rig rig = Rig.with(limits -> limits.grace(Duration.ofMillis(200)))) {
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
    try (Rig rig = Rig.with(limits -> limits.grace(Duration.ofMillis(500)))) {
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

  private static void runSession(Rig rig) throws Exception {
    exchange(rig.session());
  }

  private static void exchange(Rig.Session session) throws Exception {
    try (Socket a = session.enter(Side.A);
        Socket b = session.enter(Side.B)) {
      Rig.send(a, "x");
      assertThat(Rig.receive(b, 1)).isEqualTo("x");
    }
  }

  @Test
  void a_session_that_both_sides_have_left_gives_its_place_to_the_next() throws Exception {
    try (Rig rig = Rig.with(limits -> limits.sessionsPerAtSign(4));
        LiveSession live = LiveSession.in(rig)) {
      for (int i = 1; i <= 12; i++) {
        runSession(rig);
        long ended = i;
        await().until(() -> rig.relay.statistics().pairsEnded() == ended);
      }
      live.carriesOn();
      assertThat(rig.relay.statistics().requestsRefused()).isZero();
      assertThat(rig.relay.sessions()).isEqualTo(4);
    }
  }

  @Test
  void a_session_that_both_sides_have_left_stays_open_until_its_ports_are_needed()
      throws Exception {
    PortRange range = Rig.freeRange(8);
    RelayConfig config = RelayConfig.at("127.0.0.1").bindHost("127.0.0.1").ports(range).build();
    try (Rig rig = new Rig(config)) {
      Rig.Session first = rig.session();
      exchange(first);
      exchange(first);
      for (int i = 1; i <= 8; i++) {
        runSession(rig);
        long ended = 2L + i;
        await().until(() -> rig.relay.statistics().pairsEnded() == ended);
      }
      assertThat(rig.relay.statistics().requestsRefused()).isZero();
      assertThat(rig.relay.sessions()).isLessThanOrEqualTo(4);
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
}
