package org.noports.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.noports.tunnel.pairing.Side;
import org.noports.tunnel.pump.JoinedSockets;

/** Many sessions, one after the other and at once, leave nothing behind. */
final class SessionLeakTest {
  private static final int IN_A_ROW = 100;
  private static final int AT_ONCE = 50;

  @Test
  void sessions_leave_no_file_thread_or_object_behind() throws Exception {
    try (Rig rig = Rig.with(limits -> limits.grace(Duration.ofSeconds(2)).sessionsPerAtSign(500));
        LiveSession live = LiveSession.in(rig)) {
      use(rig.session());
      awaitOnlyTheLiveOne(rig);
      Traces before = Traces.now();
      long threadsBefore = Traces.threads("\"relay ");
      assertThat(threadsBefore).as("threads of the live session").isGreaterThan(4);
      for (int i = 0; i < IN_A_ROW; i++) {
        use(rig.session());
      }
      try (ExecutorService users = Executors.newVirtualThreadPerTaskExecutor()) {
        List<Future<?>> uses = new ArrayList<>();
        for (int i = 0; i < AT_ONCE; i++) {
          Rig.Session session = rig.session();
          uses.add(
              users.submit(
                  (Callable<@Nullable Void>)
                      () -> {
                        use(session);
                        return null;
                      }));
        }
        for (Future<?> done : uses) {
          done.get();
        }
      }
      awaitOnlyTheLiveOne(rig);
      await().untilAsserted(() -> Traces.now().assertNoMoreThan(before));
      assertThat(rig.relay.statistics().pairsEnded()).isEqualTo(1 + IN_A_ROW + AT_ONCE);
      assertThat(rig.relay.bufferBytes()).isLessThan(1024 * 1024);
      live.carriesOn();
      await()
          .untilAsserted(
              () -> assertThat(Traces.threads("\"relay ")).isLessThanOrEqualTo(threadsBefore));
      assertThat(Traces.objects(RelaySession.class, Guest.class, JoinedSockets.class))
          .isEqualTo(Map.of(RelaySession.class, 1L, Guest.class, 2L, JoinedSockets.class, 1L));
    }
  }

  private static void use(Rig.Session session) throws IOException {
    try (Socket a = session.enter(Side.A);
        Socket b = session.enter(Side.B)) {
      Rig.send(a, "x");
      assertThat(Rig.receive(b, 1)).isEqualTo("x");
    }
  }

  private static void awaitOnlyTheLiveOne(Rig rig) {
    await().until(() -> rig.relay.sessions() == 1);
  }
}
