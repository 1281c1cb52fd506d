package org.noports.tunnel.datagrams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class FlowTableTest {
  private final AtomicLong now = new AtomicLong();
  private final FlowTable<String, Integer> flows =
      new FlowTable<>(
          new DatagramLimits(
              3, Duration.ofSeconds(60), Duration.ofSeconds(5), 100_000, Duration.ofSeconds(3)),
          now::get);

  private void pass(int seconds) {
    now.addAndGet(Duration.ofSeconds(seconds).toNanos());
  }

  @Test
  void aFlowEndsWhenItWasIdleForItsTimeAndEachUseBeginsThatAnew() {
    flows.add("a", 1);
    pass(40);
    flows.add("b", 2);
    assertThat(flows.use("a")).isEqualTo(1);
    pass(59);
    assertThat(flows.expire()).isEmpty();
    pass(1);
    assertThat(flows.expire()).containsExactly(2, 1);
    assertThat(flows.use("a")).isNull();
    assertThat(flows.size()).isZero();
  }

  @Test
  void aNewFlowTakesThePlaceOfTheOneThatWasQuietForLongest() {
    flows.add("a", 1);
    flows.add("b", 2);
    flows.add("c", 3);
    pass(5);
    assertThat(flows.use("a")).isEqualTo(1);

    assertThat(flows.isFull()).isTrue();
    assertThat(flows.evict()).isEqualTo(2);
    flows.add("d", 4);
    assertThat(flows.use("b")).isNull();
    assertThat(flows.size()).isEqualTo(3);
  }

  @Test
  void flowsInUseMakeNoRoom() {
    flows.add("a", 1);
    flows.add("b", 2);
    flows.add("c", 3);
    pass(4);
    assertThat(flows.evict()).isNull();
    assertThatThrownBy(() -> flows.add("d", 4)).isInstanceOf(IllegalStateException.class);
    assertThat(flows.clear()).containsExactlyInAnyOrder(1, 2, 3);
  }
}
