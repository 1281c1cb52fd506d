package org.noports.tunnel.pump;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.noports.tunnel.splice.DirectMemory;

/** One limit for all that a pump holds. */
final class PumpMemoryTest {
  private static final int MIB = 1024 * 1024;
  private static final int SMALLEST = PumpLimits.SMALLEST_READ;

  private final PumpMemory memory = new PumpMemory(2 * MIB);
  private final BufferPool buffers = new BufferPool(MIB, memory);
  private final PumpMemory.Shelf<ArrayPair> arrays = memory.shelf(ArrayPair.BYTES, ArrayPair::new);

  @Test
  void arrays_buffers_and_pipes_count_towards_one_limit() {
    ArrayPair pair = requireNonNull(arrays.borrow());
    ByteBuffer large = buffers.borrow(MIB);
    assertThat(large.capacity()).isEqualTo(MIB);
    assertThat(memory.lent()).isEqualTo(ArrayPair.BYTES + MIB);
    assertThat(memory.take(MIB)).as("a pipe").isFalse();
    assertThat(arrays.borrow()).as("arrays").isNull();
    assertThat(buffers.borrow(MIB).capacity()).as("a buffer").isEqualTo(SMALLEST);
    arrays.giveBack(pair);
    buffers.giveBack(large);
    assertThat(memory.take(MIB)).isTrue();
  }

  @Test
  void arrays_are_refused_from_the_limit_on_and_lent_again_when_one_comes_back() {
    List<ArrayPair> all = new ArrayList<>();
    @Nullable ArrayPair next;
    while ((next = arrays.borrow()) != null) {
      all.add(next);
    }
    assertThat(all).hasSize(2 * MIB / ArrayPair.BYTES);
    arrays.giveBack(all.getLast());
    assertThat(arrays.borrow()).as("the one a processor may still have").isSameAs(all.getLast());
  }

  @Test
  void what_is_kept_for_the_next_gives_way_to_what_is_lent() {
    ArrayPair pair = requireNonNull(arrays.borrow());
    ByteBuffer buffer = buffers.borrow(MIB);
    arrays.giveBack(pair);
    buffers.giveBack(buffer);
    assertThat(memory.lent()).isZero();
    assertThat(memory.kept()).isEqualTo(ArrayPair.BYTES + MIB);
    assertThat(memory.take(2 * MIB)).isTrue();
    assertThat(memory.kept()).isZero();
  }

  @Test
  void no_more_is_kept_than_the_limit_leaves() {
    assertThat(memory.take(MIB)).isTrue();
    List<ByteBuffer> many = new ArrayList<>();
    for (int i = 0; i < 256; i++) {
      many.add(buffers.borrow(1));
    }
    many.forEach(buffers::giveBack);
    assertThat(memory.lent()).isEqualTo(MIB);
    assertThat(memory.kept()).isEqualTo(MIB);
  }

  @Test
  void what_many_needed_is_not_kept_when_none_needs_it() {
    PumpMemory large = new PumpMemory(64L * MIB);
    PumpMemory.Shelf<ArrayPair> pairs = large.shelf(ArrayPair.BYTES, ArrayPair::new);
    List<ArrayPair> lent = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      lent.add(requireNonNull(pairs.borrow()));
    }
    lent.subList(0, 32).forEach(pairs::giveBack);
    assertThat(large.kept()).as("the next burst is near").isEqualTo(32L * ArrayPair.BYTES);
    lent.subList(32, 64).forEach(pairs::giveBack);
    assertThat(large.lent()).isZero();
    assertThat(large.kept()).isLessThanOrEqualTo(4L * MIB);
  }

  @Test
  void arrays_that_are_not_kept_are_collected_when_they_are_many() {
    DroppedArrays dropped = new DroppedArrays(Duration.ZERO);
    PumpMemory large = new PumpMemory(64L * MIB);
    PumpMemory.Shelf<ArrayPair> pairs =
        large.shelf(ArrayPair.BYTES, ArrayPair::new, pair -> dropped.add(ArrayPair.BYTES));
    List<ArrayPair> lent = new ArrayList<>();
    List<WeakReference<ArrayPair>> seen = new ArrayList<>();
    for (int i = 0; i < 32; i++) {
      ArrayPair pair = requireNonNull(pairs.borrow());
      lent.add(pair);
      seen.add(new WeakReference<>(pair));
    }
    lent.forEach(pairs::giveBack);
    lent.clear();
    long kept = large.kept() / ArrayPair.BYTES;
    await()
        .until(() ->
            seen.stream().filter(each -> each.refersTo(null)).count() >= seen.size() - kept - 1);
  }

  @Test
  void buffers_that_are_not_kept_are_freed_at_once_and_not_when_the_collector_comes() {
    assertThat(memory.take(MIB)).isTrue();
    ByteBuffer kept = buffers.borrow(MIB);
    buffers.giveBack(kept);
    assertThat(memory.kept()).isEqualTo(MIB);
    assertThat(memory.take(MIB)).isTrue();
    assertThat(memory.kept()).isZero();
    assertThatThrownBy(() -> kept.put(0, (byte) 1)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void nothing_is_kept_once_it_is_closed_and_what_is_lent_is_freed_when_it_comes_back() {
    ByteBuffer kept = buffers.borrow(1);
    ByteBuffer lent = buffers.borrow(1);
    buffers.giveBack(kept);
    memory.close();
    assertThatThrownBy(() -> kept.put(0, (byte) 1)).isInstanceOf(IllegalStateException.class);
    lent.put(0, (byte) 1);
    buffers.giveBack(lent);
    assertThatThrownBy(() -> lent.put(0, (byte) 1)).isInstanceOf(IllegalStateException.class);
    assertThat(memory.kept()).isZero();
    assertThat(memory.lent()).isZero();
  }

  @Test
  void a_buffer_is_freed_only_once() {
    DirectMemory direct = new DirectMemory();
    ByteBuffer buffer = direct.allocate(MIB);
    direct.free(buffer);
    assertThatThrownBy(() -> direct.free(buffer)).isInstanceOf(IllegalArgumentException.class);
  }
}
