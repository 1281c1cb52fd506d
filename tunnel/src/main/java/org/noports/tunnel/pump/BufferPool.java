package org.noports.tunnel.pump;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.noports.tunnel.splice.DirectMemory;

/**
 * Direct buffers in four sizes, lent for one read and its writes. Beyond the limit of the memory
 * every borrower gets the smallest size, whose number the connections bound. Thread-safe.
 */
final class BufferPool {
  /** The third takes what one pair of arrays leaves for a receiver that stands still. */
  private static final int[] SIZES = {PumpLimits.SMALLEST_READ, 64 * 1024, 320 * 1024, 1024 * 1024};

  static {
    assert SIZES[2] >= ArrayConversion.MOST + ArrayConversion.MOST_ADDED;
  }

  private final int largest;
  private final List<PumpMemory.Shelf<ByteBuffer>> shelves;

  BufferPool(int largestRead, PumpMemory memory) {
    this.largest = largestRead;
    DirectMemory direct = new DirectMemory();
    this.shelves =
        IntStream.of(SIZES)
            .mapToObj(size -> memory.shelf(size, () -> direct.allocate(size), direct::free))
            .toList();
  }

  /** An empty buffer with room for so many bytes if limits allow, and at least the smallest. */
  ByteBuffer borrow(int wanted) {
    return borrow(wanted, 1);
  }

  /** As above, with room for the least whatever the limits say. */
  ByteBuffer borrow(int wanted, int least) {
    @Nullable ByteBuffer buffer = shelfFor(Math.min(wanted, Math.max(largest, least))).borrow();
    return (buffer == null ? shelfFor(least).borrowAnyway() : buffer).clear();
  }

  void giveBack(ByteBuffer buffer) {
    shelfFor(buffer.capacity()).giveBack(buffer);
  }

  private PumpMemory.Shelf<ByteBuffer> shelfFor(int wanted) {
    int size = 0;
    while (size < SIZES.length - 1 && SIZES[size] < wanted) {
      size++;
    }
    return shelves.get(size);
  }
}
