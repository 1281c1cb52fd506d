package org.noports.atserver.store.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Groups that begin an hour apart show who waits for that and who does not. */
class WriteQueueTest {
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final List<Integer> groups = new CopyOnWriteArrayList<>();

  private static final class Write extends PendingWrite<Boolean> {}

  private void commit(List<Write> batch) {
    groups.add(batch.size());
    batch.forEach(each -> each.succeed(true));
  }

  @Test
  void whoWritesAloneNeverWaitsForOthers() {
    try (WriteQueue<Write> queue = new WriteQueue<>(this::commit, HOUR)) {
      for (int i = 0; i < 100; i++) {
        Write write = new Write();
        queue.put("a write", write);
        assertThat(write.await("a write")).isTrue();
      }
    }
    assertThat(groups).hasSize(100);
  }

  @Test
  void whatComesAfterALargeGroupGathersUntilTheQueueIsClosedAtTheLatest() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch first = new CountDownLatch(1);
    List<Write> later = new ArrayList<>();
    try (WriteQueue<Write> queue =
        new WriteQueue<>(
            batch -> {
              begun.countDown();
              awaitUninterrupted(first);
              commit(batch);
            },
            HOUR)) {
      queue.put("the first", new Write());
      begun.await();
      for (int i = 0; i < 40; i++) {
        queue.put("one of many", new Write());
      }
      first.countDown();
      await().atMost(PATIENCE).until(() -> groups.stream().mapToInt(each -> each).sum() == 41);
      for (int i = 0; i < 40; i++) {
        Write write = new Write();
        later.add(write);
        queue.put("one of the later", write);
      }
      assertThat(later).noneMatch(Write::isOver);
    }
    assertThat(later).allMatch(Write::isOver);
    assertThat(groups.getLast()).isEqualTo(40);
  }

  private static void awaitUninterrupted(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
