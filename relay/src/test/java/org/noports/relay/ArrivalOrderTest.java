package org.noports.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Who goes before whom when lines are verified on threads of their own (sessions.md 3.3). */
final class ArrivalOrderTest {
  private static final Duration LONG = Duration.ofSeconds(20);
  private static final Duration SHORT = Duration.ofMillis(100);

  private final ArrivalOrder order = new ArrivalOrder();

  /** A connection of which nothing waits to be read. */
  private static Speaker nothing() {
    return new Speaker(InputStream.nullInputStream());
  }

  @Test
  void who_has_read_something_and_cannot_go_on_to_say_so_still_goes_first() throws Exception {
    ArrivalOrder.Ticket first = order.accepted(nothing());
    ArrivalOrder.Ticket second = order.proved(nothing());
    AtomicBoolean goesOn = new AtomicBoolean();
    CountDownLatch begun = new CountDownLatch(1);
    Thread reader =
        Thread.startVirtualThread(() -> {
          first.reads();
          begun.countDown();
          while (!goesOn.get()) {
            Thread.onSpinWait();
          }
          first.hasRead(true);
        });
    begun.await();
    assertThat(order.awaitTurn(second, SHORT)).isFalse();
    goesOn.set(true);
    reader.join();
    assertThat(order.awaitTurn(second, SHORT)).isFalse();
    order.decided(first);
    assertThat(order.awaitTurn(second, LONG)).isTrue();
  }

  @Test
  void who_sleeps_in_a_read_holds_up_nobody() throws Exception {
    ArrivalOrder.Ticket silent = order.accepted(nothing());
    ArrivalOrder.Ticket half = order.accepted(nothing());
    ArrivalOrder.Ticket spoken = order.proved(nothing());
    CountDownLatch bytes = new CountDownLatch(1);
    Thread one = Thread.startVirtualThread(() -> read(silent, bytes));
    Thread two =
        Thread.startVirtualThread(() -> {
          half.reads();
          half.hasRead(false);
          read(half, bytes);
        });
    assertThat(order.awaitTurn(spoken, LONG)).isTrue();
    bytes.countDown();
    one.join();
    two.join();
    assertThat(order.awaitTurn(spoken, SHORT)).isFalse();
  }

  private static void read(ArrivalOrder.Ticket ticket, CountDownLatch bytes) {
    ticket.reads();
    try {
      bytes.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    ticket.hasRead(true);
  }

  @Test
  void whose_bytes_wait_to_be_read_goes_first_before_its_thread_has_begun() {
    ArrivalOrder.Ticket first = order.accepted(new Speaker(new ByteArrayInputStream(new byte[1])));
    ArrivalOrder.Ticket second = order.proved(nothing());
    assertThat(order.awaitTurn(second, SHORT)).isFalse();
    order.decided(first);
    assertThat(order.awaitTurn(second, LONG)).isTrue();
  }

  @Test
  void the_first_waits_for_nobody() {
    ArrivalOrder.Ticket first = order.proved(nothing());
    order.proved(nothing());
    assertThat(order.awaitTurn(first, LONG)).isTrue();
  }
}
