package org.noports.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.noports.daemon.FairWorkers.WhenBusy;
import org.noports.protocol.name.AtSign;

class FairWorkersTest {
  private static final AtSign SLOW = AtSign.of("@slow");
  private static final AtSign QUICK = AtSign.of("@quick");

  @Test
  void aSenderWhoseMessagesHangDelaysNobodyElse() throws InterruptedException {
    CountDownLatch hanging = new CountDownLatch(1);
    CountDownLatch served = new CountDownLatch(1);
    try (FairWorkers workers = new FairWorkers(8, 3, WhenBusy.WAIT)) {
      for (int i = 0; i < 3; i++) {
        assertThat(workers.submit(SLOW, () -> hang(hanging))).isTrue();
      }
      assertThat(workers.submit(SLOW, () -> hang(hanging))).as("the fourth").isFalse();
      assertThat(workers.submit(QUICK, served::countDown)).isTrue();
      assertThat(served.await(20, TimeUnit.SECONDS)).isTrue();
      hanging.countDown();
    }
  }

  @Test
  void aSenderIsServedAgainWhenItsMessagesAreDone() throws InterruptedException {
    try (FairWorkers workers = new FairWorkers(8, 1, WhenBusy.WAIT)) {
      for (int i = 0; i < 20; i++) {
        await().atMost(Duration.ofSeconds(30)).until(() -> workers.submit(QUICK, () -> {}));
      }
    }
  }

  @Test
  void workThatThrowsGivesItsPlaceBack() throws InterruptedException {
    try (FairWorkers workers = new FairWorkers(1, 1, WhenBusy.WAIT)) {
      for (int i = 0; i < 5; i++) {
        await()
            .dontCatchUncaughtExceptions()
            .atMost(Duration.ofSeconds(30))
            .until(() ->
                workers.submit(
                    QUICK,
                    () -> {
                      throw new Refused();
                    }));
      }
    }
  }

  @Test
  void closingInterruptsWhatHangs() throws InterruptedException {
    CountDownLatch interrupted = new CountDownLatch(1);
    FairWorkers workers = new FairWorkers(8, 8, WhenBusy.WAIT);
    workers.submit(
        SLOW,
        () -> {
          try {
            new CountDownLatch(1).await();
          } catch (InterruptedException e) {
            interrupted.countDown();
          }
        });
    workers.close();
    assertThat(interrupted.getCount()).isZero();
  }

  private static void hang(CountDownLatch until) {
    try {
      until.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Quiet in the log. */
  private static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }
}
