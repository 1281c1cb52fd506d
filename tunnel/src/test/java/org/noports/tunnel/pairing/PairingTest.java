package org.noports.tunnel.pairing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.noports.tunnel.pairing.Pairing.Pair;
import org.noports.tunnel.pairing.Pairing.State;

/** Every transition of the pairing (sessions.md 3.2, 3.3). */
final class PairingTest {
  private final Pairing<String> pairing = new Pairing<>();

  @Test
  void the_nth_of_one_side_meets_the_nth_of_the_other() {
    assertThat(pairing.arrived(Side.A, "a1")).isNull();
    assertThat(pairing.arrived(Side.A, "a2")).isNull();
    assertThat(pairing.arrived(Side.B, "b1")).isEqualTo(new Pair<>("a1", "b1"));
    assertThat(pairing.arrived(Side.B, "b2")).isEqualTo(new Pair<>("a2", "b2"));
    assertThat(pairing.arrived(Side.B, "b3")).isNull();
    assertThat(pairing.arrived(Side.A, "a3")).isEqualTo(new Pair<>("a3", "b3"));
    assertThat(pairing.livePairs()).isEqualTo(3);
  }

  @Test
  void one_that_is_gone_leaves_its_queue_and_shifts_nobody() {
    pairing.arrived(Side.A, "dead");
    pairing.arrived(Side.A, "alive");
    assertThat(pairing.gone(Side.A, "dead")).isTrue();
    assertThat(pairing.gone(Side.A, "dead")).isFalse();
    assertThat(pairing.arrived(Side.B, "b")).isEqualTo(new Pair<>("alive", "b"));
    assertThat(pairing.gone(Side.A, "alive")).isFalse();
  }

  @Test
  void without_a_pair_the_grace_is_all_there_is() {
    pairing.arrived(Side.A, "a");
    assertThat(pairing.graceOver()).isEqualTo(State.CLOSED);
    assertThatThrownBy(() -> pairing.arrived(Side.B, "b"))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void within_the_grace_pairs_may_come_and_go() {
    pairing.arrived(Side.A, "a");
    pairing.arrived(Side.B, "b");
    assertThat(pairing.pairEnded()).isEqualTo(State.GRACE);
    assertThat(pairing.graceOver()).isEqualTo(State.CLOSED);
  }

  @Test
  void after_the_grace_the_last_pair_ends_the_session() {
    for (int i = 0; i < 2; i++) {
      pairing.arrived(Side.A, "a" + i);
      pairing.arrived(Side.B, "b" + i);
    }
    assertThat(pairing.graceOver()).isEqualTo(State.SERVING);
    assertThat(pairing.pairEnded()).isEqualTo(State.SERVING);
    pairing.arrived(Side.A, "a2");
    assertThat(pairing.pairEnded()).isEqualTo(State.CLOSED);
  }

  @Test
  void what_is_closed_stays_closed() {
    pairing.arrived(Side.A, "a");
    pairing.close();
    assertThat(pairing.waiting(Side.A)).isZero();
    assertThat(pairing.graceOver()).isEqualTo(State.CLOSED);
    assertThat(pairing.gone(Side.A, "a")).isFalse();
  }

  @Test
  void any_history_pairs_as_two_queues_would() {
    for (int seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      Pairing<Integer> machine = new Pairing<>();
      Deque<Integer> a = new ArrayDeque<>();
      Deque<Integer> b = new ArrayDeque<>();
      for (int i = 0; i < 200; i++) {
        Side side = random.nextBoolean() ? Side.A : Side.B;
        Deque<Integer> own = side == Side.A ? a : b;
        Deque<Integer> other = side == Side.A ? b : a;
        if (random.nextInt(4) == 0) {
          Integer leaves = own.isEmpty() ? Integer.valueOf(-1) : own.peekLast();
          assertThat(machine.gone(side, leaves)).isEqualTo(own.remove(leaves));
        } else {
          Pair<Integer> pair = machine.arrived(side, i);
          Integer partner = other.pollFirst();
          if (partner == null) {
            assertThat(pair).isNull();
            own.addLast(i);
          } else {
            assertThat(pair)
                .isEqualTo(side == Side.A ? new Pair<>(i, partner) : new Pair<>(partner, i));
          }
        }
        assertThat(machine.waiting(Side.A)).isEqualTo(a.size());
        assertThat(machine.waiting(Side.B)).isEqualTo(b.size());
      }
    }
  }
}
