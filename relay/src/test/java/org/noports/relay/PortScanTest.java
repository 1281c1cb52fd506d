package org.noports.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.noports.tunnel.pairing.Side;

/** Somebody tries every port the relay may use (sessions.md 8.2 number 7). */
final class PortScanTest {
  private static final int PORTS = 60;
  private static final List<String> PROBES =
      List.of("", "GET / HTTP/1.0\r\n\r\n", "\u0016\u0003\u0001", "SSH-2.0-scan\r\n", "{\n");

  @Test
  void a_scan_of_the_range_finds_only_doors_that_stay_silent_and_shut() throws Exception {
    PortRange range = Rig.freeRange(PORTS);
    RelayConfig config =
        RelayConfig.at("127.0.0.1")
            .bindHost("127.0.0.1")
            .ports(range)
            .pumpLimits(Rig.COPYING)
            .build();
    try (Rig rig = new Rig(config);
        LiveSession live = LiveSession.in(rig)) {
      List<Rig.Session> sessions = List.of(live.session(), rig.session(), rig.session());
      Traces before = Traces.now();
      List<Integer> found = new ArrayList<>();
      for (String probe : PROBES) {
        for (int port = range.first(); port <= range.last(); port++) {
          if (answers(port, probe)) {
            found.add(port);
          }
        }
      }
      assertThat(found)
          .hasSize(PROBES.size() * 2 * sessions.size())
          .allMatch(port ->
              sessions.stream().anyMatch(s -> port == s.port(Side.A) || port == s.port(Side.B)));
      await().until(() -> rig.relay.statistics().authenticationsFailed() == found.size());
      live.takesOneMore();
      live.carriesOn();
      await().untilAsserted(() -> Traces.now().assertNoMoreThan(before));
    }
  }

  /** Whether somebody listens; not a byte comes back. */
  private static boolean answers(int port, String probe) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(30_000);
      Rig.send(socket, probe);
      socket.shutdownOutput();
      assertThat(Rig.isTurnedAway(socket)).as(probe).isTrue();
      return true;
    } catch (ConnectException e) {
      return false;
    }
  }
}
