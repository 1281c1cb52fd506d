package org.noports.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A relay that has served very many sessions holds what it held after the first ones. */
class ManySessionsTest {
  private static final int FIRST = 30;
  private static final int IN_A_ROW = 300;
  private static final int ASKED_TOGETHER = 10;
  private static final int AT_ONCE = 100;

  /** Both sides gone, a session keeps its place for its grace, or until another needs it. */
  private static final int KEPT = AT_ONCE + 20;

  private static final Duration SETTLED = Duration.ofSeconds(20);

  @TempDir private Path directory;

  @Test
  void sessionsInARowAndAtOnceLeaveNoFileThreadPortOrObjectBehind() throws Exception {
    try (PrivateSystem system = new PrivateSystem(directory)) {
      system.atServer();
      system.activate("@client", "@device", "@relay");
      RunningProgram srvd = system.srvd("--max-sessions-per-atsign", String.valueOf(KEPT));
      try (BothSides sides = BothSides.of(system)) {
        atOnce(sides, AT_ONCE);
        inARow(sides, FIRST);
        ProcessFigures before = ProcessFigures.of(srvd.pid(), directory);
        inARow(sides, IN_A_ROW);
        atOnce(sides, AT_ONCE);
        await()
            .atMost(SETTLED)
            .untilAsserted(
                () -> ProcessFigures.of(srvd.pid(), directory).assertNoMoreThan(before, KEPT));
      }
      assertThat(srvd.err()).doesNotContain("is denied");
      assertThat(srvd.terminate()).isZero();
    }
  }

  /** One after the other; asked for a few at a time, because asking takes longest. */
  private static void inARow(BothSides sides, int count) throws Exception {
    for (int i = 0; i < count; i += ASKED_TOGETHER) {
      for (BothSides.Session session : sides.open(ASKED_TOGETHER)) {
        sides.use(session);
      }
    }
  }

  private static void atOnce(BothSides sides, int count) throws Exception {
    List<BothSides.Session> open = sides.open(count);
    try (ExecutorService users = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> uses = new ArrayList<>();
      for (BothSides.Session session : open) {
        uses.add(
            users.submit(() -> {
              use(sides, session);
            }));
      }
      for (Future<?> use : uses) {
        use.get();
      }
    }
  }

  private static void use(BothSides sides, BothSides.Session session) {
    try {
      sides.use(session);
    } catch (IOException e) {
      throw new AssertionError("session " + session.id(), e);
    }
  }
}
