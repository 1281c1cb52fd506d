package org.noports.tunnel.pump;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

/** Who has the fast threads, when there are fewer of them than heavy streams. */
final class FastLaneTest {
  private static final int MIB = 1024 * 1024;
  private static final int THREADS = 2;
  private static final Duration LIMIT = Duration.ofSeconds(30);

  /** Far more than the system's socket buffers take. */
  private static final long MUCH = 48L * MIB;

  private static Future<String> start(FutureTask<String> task) {
    Thread.startVirtualThread(task);
    return task;
  }

  private static Future<String> send(SocketChannel to, int seed) {
    return start(new FutureTask<>(() -> Load.send(to, MUCH, seed)));
  }

  private static Future<String> receive(SocketChannel from) {
    return start(new FutureTask<>(() -> Load.receive(from, null)));
  }

  @Test
  void streams_whose_readers_stand_still_give_their_threads_to_others_and_lose_nothing()
      throws Exception {
    PumpLimits limits = new PumpLimits(MIB, 256L * MIB, THREADS, PumpLimits.NEVER_SPLICED);
    List<Joint> stopped = new ArrayList<>();
    List<Future<String>> sent = new ArrayList<>();
    try (Pump pump = new Pump(limits)) {
      try (Joint moving = new Joint(pump)) {
        for (int i = 0; i < THREADS; i++) {
          stopped.add(new Joint(pump));
          sent.add(send(stopped.getLast().peerA, i));
        }
        // They rode, and each gave its thread back.
        await().atMost(LIMIT).until(() -> pump.fastLane().rides() >= THREADS);
        await().atMost(LIMIT).until(() -> pump.fastLane().riding() == 0);
        long before = pump.fastLane().rides();

        Future<String> more = send(moving.peerA, 7);
        Future<String> got = receive(moving.peerB);
        assertThat(got.get()).isEqualTo(more.get());
        await().atMost(LIMIT).until(() -> pump.fastLane().rides() > before);

        for (int i = 0; i < THREADS; i++) {
          Future<String> late = receive(stopped.get(i).peerB);
          assertThat(late.get()).isEqualTo(sent.get(i).get());
        }
      } finally {
        for (Joint joint : stopped) {
          joint.close();
        }
      }
      await().until(() -> pump.bufferBytes() == 0);
    }
  }

  @Test
  void a_stream_that_is_closed_while_its_reader_stands_still_holds_nothing() throws IOException {
    PumpLimits limits = new PumpLimits(MIB, 256L * MIB, THREADS, PumpLimits.NEVER_SPLICED);
    try (Pump pump = new Pump(limits);
        Joint joint = new Joint(pump)) {
      Future<String> sent = send(joint.peerA, 1);
      await().atMost(LIMIT).until(() -> pump.fastLane().rides() > 0);
      joint.joined.close();
      await().until(() -> pump.bufferBytes() == 0);
      await().until(sent::isDone);
      assertThat(joint.result().end()).isEqualTo(JoinEnd.STOPPED);
    }
  }
}
