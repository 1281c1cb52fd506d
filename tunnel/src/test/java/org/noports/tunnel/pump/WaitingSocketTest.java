package org.noports.tunnel.pump;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a socket without a partner keeps, and how it notices that its peer has gone. */
final class WaitingSocketTest {
  private static final int KIB = 1024;

  private final Pump pump = new Pump(PumpLimits.DEFAULT);
  private SocketChannel peer;
  private SocketChannel socket;

  @BeforeEach
  void connect() throws IOException {
    try (ServerSocketChannel server =
        ServerSocketChannel.open()
            .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
      peer = SocketChannel.open(server.getLocalAddress());
      socket = server.accept();
    }
  }

  @AfterEach
  void close() throws IOException {
    peer.close();
    socket.close();
    pump.close();
  }

  private WaitingSocket waiting(WaitingRoom room, int most) {
    return requireNonNull(WaitingSocket.in(room, socket, new byte[0], most));
  }

  private static CompletableFuture<Boolean> watch(WaitingSocket waiting) {
    return CompletableFuture.supplyAsync(waiting::watch, Thread::startVirtualThread);
  }

  /** Half of that is more than is kept, and the rest stays unread. */
  @ParameterizedTest
  @CsvSource({"32, 64, false", "96, 64, false", "32, 64, true", "96, 64, true", "96, 8, true"})
  void a_peer_that_goes_is_noticed_however_much_it_said_before(int said, int room, boolean reset)
      throws Exception {
    WaitingRoom all = new WaitingRoom(pump, () -> (long) room * KIB);
    try (WaitingSocket waiting = waiting(all, 64 * KIB)) {
      CompletableFuture<Boolean> watching = watch(waiting);
      peer.socket().getOutputStream().write(new byte[said * KIB]);
      await().until(() -> all.kept() >= (long) Math.min(said, room * 3 / 4) * KIB);
      assertThat(watching).isNotDone();
      if (reset) {
        peer.setOption(StandardSocketOptions.SO_LINGER, 0);
      }
      peer.close();
      assertThat(watching.get(20, TimeUnit.SECONDS)).as("still there").isFalse();
    }
    assertThat(all.kept()).isZero();
  }

  @Test
  void a_silent_or_half_heard_peer_that_stays_is_not_taken_for_one_that_went() throws Exception {
    WaitingRoom all = new WaitingRoom(pump, () -> 1024 * KIB);
    try (WaitingSocket waiting = waiting(all, 64 * KIB)) {
      CompletableFuture<Boolean> watching = watch(waiting);
      peer.socket().getOutputStream().write(new byte[80 * KIB]);
      await().until(() -> all.kept() == 64 * KIB);
      // Longer than it takes to look once more.
      await().during(Duration.ofMillis(1_500)).until(() -> !watching.isDone());
    }
  }

  @Test
  void sockets_that_share_a_room_keep_no_more_than_it_holds_and_what_is_first_has_a_share()
      throws Exception {
    WaitingRoom all = new WaitingRoom(pump, () -> 40 * KIB);
    CompletableFuture<Boolean> watching;
    try (WaitingSocket waiting = waiting(all, 64 * KIB)) {
      watching = watch(waiting);
      peer.socket().getOutputStream().write(new byte[64 * KIB]);
      await().until(() -> all.kept() > 29 * KIB);
      assertThat(all.kept()).isLessThanOrEqualTo(30 * KIB);
      try (WaitingSocket second =
          requireNonNull(WaitingSocket.in(all, SocketChannel.open(), new byte[9 * KIB], KIB))) {
        assertThat(all.kept()).isGreaterThan(38 * KIB);
        assertThat(WaitingSocket.in(all, second.channel(), new byte[2 * KIB], KIB)).isNull();
      }
    }
    assertThat(watching.get(20, TimeUnit.SECONDS)).isFalse();
    assertThat(all.kept()).isZero();
  }
}
