package org.noports.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.noports.tunnel.pairing.Side;

/** Connections that do not prove themselves, and what they may cost (sessions.md 3.5, 8.2). */
final class StrangersTest {
  private static final InetSocketAddress LOOPBACK =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  @Test
  void silence_before_authentication_has_an_end() throws Exception {
    try (Rig rig = Rig.with(limits -> limits.authenticationTime(Duration.ofSeconds(2)));
        LiveSession live = LiveSession.in(rig)) {
      Rig.Session session = live.session();
      try (Socket silent = session.dial(Side.A);
          Socket half = session.dial(Side.B)) {
        Rig.send(half, session.line(Side.B));
        assertThat(Rig.isTurnedAway(silent)).isTrue();
        assertThat(Rig.isTurnedAway(half)).isTrue();
        assertThat(rig.relay.statistics().notProved(AuthFailure.TIMED_OUT)).isEqualTo(2);
        live.takesOneMore();
        live.carriesOn();
      }
    }
  }

  @Test
  void one_whose_line_waits_to_be_read_is_not_driven_out_by_a_later_one() throws Exception {
    RelayCounters counters = new RelayCounters();
    Strangers strangers = new Strangers(2, Rig.ALICE, new Crowd<>(() -> 10, () -> 10), counters);
    try (ServerSocketChannel server = ServerSocketChannel.open().bind(LOOPBACK);
        SocketChannel one = spoken(server);
        SocketChannel two = spoken(server);
        SocketChannel three = spoken(server)) {
      assertThat(strangers.admit(one, Speaker.of(one))).isTrue();
      assertThat(strangers.admit(two, Speaker.of(two))).isTrue();
      FutureTask<Boolean> third = new FutureTask<>(() -> strangers.admit(three, Speaker.of(three)));
      Thread.ofVirtual().start(third);
      assertThatThrownBy(() -> third.get(200, TimeUnit.MILLISECONDS))
          .isInstanceOf(TimeoutException.class);
      assertThat(one.isOpen()).isTrue();
      assertThat(counters.connectionsOverLimit.sum()).isZero();
      // Half a line, and no more of it: it is as good as silent.
      one.read(ByteBuffer.allocate(100));
      assertThat(third.get(20, TimeUnit.SECONDS)).isTrue();
      assertThat(one.isOpen()).isFalse();
      assertThat(counters.connectionsOverLimit.sum()).isEqualTo(1);
    }
  }

  /** The relay's end of a connection over which something was said. */
  private static SocketChannel spoken(ServerSocketChannel server) throws IOException {
    try (SocketChannel client = SocketChannel.open(server.getLocalAddress())) {
      client.write(ByteBuffer.wrap(new byte[] {'{'}));
      SocketChannel accepted = server.accept();
      await().until(() -> accepted.socket().getInputStream().available() > 0);
      return accepted;
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
