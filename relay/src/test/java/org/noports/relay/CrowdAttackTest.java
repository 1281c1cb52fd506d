package org.noports.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.noports.tunnel.pairing.Side;

/** Thousands who connect and prove nothing (sessions.md 8.2 number 7). */
final class CrowdAttackTest {
  private static final int CROWD = 5_000;

  /** What a crowd says at once: nothing, the beginning of a line, or a whole one. */
  @ParameterizedTest
  @ValueSource(strings = {"", "{", "{\"payload\":7}\n"})
  void a_crowd_at_a_session_s_doors_keeps_neither_side_out(String words) throws Exception {
    try (Rig rig = new Rig();
        LiveSession live = LiveSession.in(rig);
        Crowd crowd = new Crowd()) {
      Traces before = Traces.now();
      for (int i = 0; i < CROWD; i += 500) {
        crowd.come(500, live.session(), "127.0.0." + (2 + i / 500), words);
        live.takesOneMore();
      }
      live.carriesOn();
      await().until(() -> turnedAway(rig) > CROWD / 2);
      assertThat(Traces.now().files()).isLessThan(before.files() + CROWD + 200);
      crowd.goAway();
      live.takesOneMore();
      live.carriesOn();
      await().untilAsserted(() -> Traces.now().assertNoMoreThan(before));
    }
  }

  @Test
  void a_side_that_shares_its_address_with_the_crowd_still_gets_in() throws Exception {
    try (Rig rig = new Rig();
        LiveSession live = LiveSession.in(rig);
        Crowd crowd = new Crowd()) {
      for (int i = 0; i < 10; i++) {
        crowd.come(100, live.session(), "127.0.0.1", "");
        live.takesOneMore();
      }
      live.carriesOn();
    }
  }

  private static long turnedAway(Rig rig) {
    RelayStatistics now = rig.relay.statistics();
    return now.connectionsOverLimit() + now.authenticationsFailed();
  }

  /** Connections nobody waits for: they may be refused, or wait in the system's queue. */
  static final class Crowd implements AutoCloseable {
    private final List<SocketChannel> channels = new ArrayList<>();

    void come(int count, Rig.Session session, String address, String words) throws IOException {
      for (int i = 0; i < count; i++) {
        SocketChannel channel = SocketChannel.open();
        channels.add(channel);
        try {
          channel.bind(new InetSocketAddress(address, 0));
          channel.connect(
              new InetSocketAddress(
                  InetAddress.getLoopbackAddress(), session.port(i % 2 == 0 ? Side.A : Side.B)));
          channel.write(ByteBuffer.wrap(words.getBytes(StandardCharsets.UTF_8)));
        } catch (IOException e) {
          // Turned away already.
        }
      }
    }

    @Override
    public void close() throws IOException {
      goAway();
    }

    void goAway() throws IOException {
      for (SocketChannel channel : channels) {
        channel.close();
      }
    }
  }
}
