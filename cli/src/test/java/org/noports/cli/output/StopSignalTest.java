package org.noports.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StopSignalTest {
  private final StopSignal stop = new StopSignal();
  private final List<String> closed = new ArrayList<>();

  @Test
  void closesTheLastOpenedFirst() throws Exception {
    stop.closes(() -> closed.add("servers"));
    stop.closes(() -> closed.add("relay"));

    stop.closeAll();

    assertThat(closed).containsExactly("relay", "servers");
    assertThat(stop.await(Duration.ZERO)).isTrue();
  }

  @Test
  void aCloseThatFailsDoesNotKeepOthersOpen() {
    stop.closes(() -> closed.add("first"));
    stop.closes(() -> {
      throw new IOException("broken");
    });

    stop.closeAll();

    assertThat(closed).containsExactly("first");
  }

  @Test
  void whatOpensTooLateIsClosedAtOnce() {
    stop.closeAll();

    stop.closes(() -> closed.add("late"));

    assertThat(closed).containsExactly("late");
  }

  @Test
  void waitingEndsAfterItsLimit() throws Exception {
    assertThat(stop.await(Duration.ofMillis(10))).isFalse();
  }
}
