package org.noports.tunnel.rendezvous;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class PulseTest {
  private static final Pulse.Rhythm QUICK =
      new Pulse.Rhythm(Duration.ofMillis(100), Duration.ofMillis(100), Duration.ofMillis(10));

  private final Lifetime lifetime = new Lifetime("test");
  private final AtomicLong sent = new AtomicLong();
  private final AtomicLong answered = new AtomicLong();

  @AfterEach
  void end() {
    lifetime.end(EndReason.CLOSED, "the test is over");
  }

  private void run(Duration every, Pulse.Beat beat) {
    lifetime.start("heartbeat", new Pulse(lifetime, every, QUICK, beat, answered::get)::run);
  }

  @Test
  void a_device_that_answers_is_asked_often_whatever_the_user_said() {
    run(
        Duration.ofHours(1),
        number -> {
          sent.set(number);
          answered.set(number);
        });

    await().until(() -> sent.get() >= 5);
    assertThat(lifetime.isEnded()).isFalse();
  }

  @Test
  void a_device_that_stops_answering_ends_the_session() throws Exception {
    run(
        Duration.ofHours(1),
        number -> {
          sent.set(number);
          if (number <= 3) {
            answered.set(number);
          }
        });

    SessionEnd end = requireNonNull(lifetime.await(Duration.ofSeconds(20)));
    assertThat(end.reason()).isEqualTo(EndReason.RELAY_LOST);
    assertThat(end.detail()).contains("does not answer any more");
    assertThat(sent.get()).isEqualTo(4);
  }

  @Test
  void a_device_that_never_answers_is_left_alone() {
    run(Duration.ofMillis(20), sent::set);

    await().until(() -> sent.get() >= 4);
    assertThat(lifetime.isEnded()).isFalse();
  }

  @Test
  void a_channel_that_takes_nothing_ends_the_session() throws Exception {
    run(
        Duration.ofHours(1),
        number -> {
          throw new IOException("broken pipe");
        });

    assertThat(requireNonNull(lifetime.await(Duration.ofSeconds(20))).reason())
        .isEqualTo(EndReason.RELAY_LOST);
  }
}
