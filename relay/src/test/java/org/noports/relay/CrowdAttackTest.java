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
import org.junit.jupiter.params.provider.CsvSource;
import org.noports.tunnel.pairing.Side;

/** Thousands who connect and prove nothing (sessions.md 8.2 number 7). */
final class CrowdAttackTest {
  private static final int CROWD = 5_000;

  /** What a crowd says at once: nothing, the beginning of a line, or a whole one. */
  @ParameterizedTest
  @CsvSource({
    "TWO_PORTS, ''",
    "TWO_PORTS, {",
    "TWO_PORTS, '{}\n'",
    "SINGLE_PORT, ''",
    "SINGLE_PORT, 'x:y\n'"
  })
  void a_crowd_at_a_session_s_doors_keeps_neither_side_out(Doors doors, String words)
      throws Exception {
    try (Rig rig = Doors.rig();
        LiveSession live = doors.live(rig);
        Throng throng = new Throng()) {
      Traces before = Traces.now();
      for (int i = 0; i < CROWD; i += 500) {
        throng.come(500, live.session(), "127.0.0." + (2 + i / 500), words);
        live.takesOneMore();
      }
      live.carriesOn();
      await().until(() -> turnedAway(rig) > CROWD / 2);
      // The crowd's own ends, and as many as may stand at the doors.
      int standing = RelayLimits.DEFAULT.unauthenticatedAtSinglePort();
      assertThat(Traces.now().files()).isLessThan(before.files() + CROWD + standing + 200);
      throng.goAway();
      live.takesOneMore();
      live.carriesOn();
      await().untilAsserted(() -> Traces.now().assertNoMoreThan(before));
    }
  }

  @Test
  void a_side_that_shares_its_address_with_the_crowd_still_gets_in() throws Exception {
    try (Rig rig = new Rig();
        LiveSession live = LiveSession.in(rig);
        Throng throng = new Throng()) {
      for (int i = 0; i < 10; i++) {
        throng.come(100, live.session(), "127.0.0.1", "");
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
  static final class Throng implements AutoCloseable {
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
