package org.noports.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BackOffTest {
  private final BackOff backOff = new BackOff(new Random(7));

  @Test
  void pausesGrowWithJitterUpToACap() {
    for (int i = 0; i < 40; i++) {
      Duration base = Duration.ofMillis(Math.min(500L << Math.min(i, 20), 60_000));
      assertThat(backOff.pause()).isBetween(base.dividedBy(2), base.multipliedBy(3).dividedBy(2));
    }
  }

  @Test
  void aSessionThatLastedMakesTheNextPauseShort() {
    for (int i = 0; i < 10; i++) {
      backOff.pause();
    }
    backOff.sessionLived(Duration.ofSeconds(29));
    assertThat(backOff.pause()).isGreaterThan(Duration.ofSeconds(20));
    backOff.sessionLived(Duration.ofSeconds(30));
    assertThat(backOff.pause()).isLessThan(Duration.ofSeconds(1));
  }
}
