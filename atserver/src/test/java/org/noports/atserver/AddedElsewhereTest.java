package org.noports.atserver;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.noports.protocol.name.AtSign;

class AddedElsewhereTest {
  private static final AtSign CAROL = AtSign.of("@carol");

  private final AtomicLong nanoTime = new AtomicLong();
  private final List<AtSign> stored = new ArrayList<>();
  private final List<AtSign> asked = new ArrayList<>();
  private int takenUp;
  private final AddedElsewhere added =
      new AddedElsewhere(
          atSign -> {
            asked.add(atSign);
            return stored.contains(atSign);
          },
          () -> takenUp++,
          nanoTime::get);

  private void pass(Duration time) {
    nanoTime.addAndGet(time.toNanos());
  }

  @Test
  void oneThatTheStorageHasIsTakenUp() {
    stored.add(CAROL);
    added.lookFor(CAROL);
    assertThat(takenUp).isEqualTo(1);
  }

  @Test
  void theStorageIsNotAskedForEachLineAboutOneItDoesNotHave() {
    for (int i = 0; i < 100; i++) {
      added.lookFor(CAROL);
    }
    assertThat(asked).containsExactly(CAROL);
    assertThat(takenUp).isZero();
  }

  @Test
  void oneAddedMeanwhileIsFoundALittleLater() {
    added.lookFor(CAROL);
    stored.add(CAROL);
    pass(Duration.ofMillis(200));
    added.lookFor(CAROL);
    assertThat(takenUp).isEqualTo(1);
  }

  @Test
  void inventedNamesHaveTheStorageAskedOnlySoOftenASecond() {
    for (int i = 0; i < 5_000; i++) {
      added.lookFor(AtSign.of("@invented" + i));
    }
    assertThat(asked).hasSize(50);
    pass(Duration.ofSeconds(1));
    added.lookFor(CAROL);
    assertThat(asked).hasSize(51);
  }
}
