package org.noports.tunnel.datagrams;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.noports.protocol.tunnel.DatagramReader;

class DatagramQueueTest {
  private static final DatagramLimits LIMITS =
      new DatagramLimits(
          8, Duration.ofSeconds(60), Duration.ofSeconds(5), 70_000, Duration.ofHours(1));

  private final DatagramQueue queue = new DatagramQueue(LIMITS);
  private final byte[] taken = new byte[100_000];

  private int take(int most) throws InterruptedException {
    return queue.take(taken, 0, most, Duration.ZERO);
  }

  @Test
  void whatGoesInComesOutInOrderWhateverTheSizes() throws Exception {
    Random random = new Random(3);
    Deque<List<Byte>> expected = new ArrayDeque<>();
    DatagramReader reader = new DatagramReader();
    for (int i = 0; i < 5_000; i++) {
      byte[] bytes = new byte[random.nextInt(random.nextInt(50) == 0 ? 20_000 : 300)];
      random.nextBytes(bytes);
      if (queue.offer(i, ByteBuffer.wrap(bytes))) {
        expected.add(listOf(ByteBuffer.wrap(bytes)));
      }
      if (random.nextInt(3) == 0) {
        int length = take(1 + random.nextInt(16_384));
        reader.feed(
            taken,
            0,
            length,
            (flow, given) -> assertThat(listOf(given)).isEqualTo(expected.remove()));
      }
    }
    int length;
    while ((length = take(16_384)) > 0) {
      reader.feed(
          taken,
          0,
          length,
          (flow, given) -> assertThat(listOf(given)).isEqualTo(expected.remove()));
    }
    reader.end();
    assertThat(expected).isEmpty();
  }

  @Test
  void whatFindsNoRoomIsDroppedAndNobodyWaits() throws Exception {
    int in = 0;
    while (queue.offer(1, ByteBuffer.allocate(1_000))) {
      in++;
    }
    assertThat(in).isEqualTo(70_000 / 1_006);
    assertThat(queue.offer(1, ByteBuffer.allocate(65_507))).isFalse();
    assertThat(queue.dropped()).isEqualTo(2);

    assertThat(take(1_006)).isEqualTo(1_006);
    assertThat(queue.offer(1, ByteBuffer.allocate(1_000))).isTrue();
  }

  @Test
  void aDatagramThatIsTooLargeForTheProtocolIsDroppedEvenWhenThereIsRoom() {
    assertThat(queue.offer(1, ByteBuffer.allocate(65_508))).isFalse();
    assertThat(queue.offer(1, ByteBuffer.allocate(65_507))).isTrue();
  }

  @Test
  void aClosedQueueGivesWhatItHasAndTakesNoMore() throws Exception {
    queue.offer(1, ByteBuffer.allocate(4));
    queue.close();

    assertThat(queue.offer(1, ByteBuffer.allocate(4))).isFalse();
    assertThat(take(100)).isEqualTo(10);
    assertThat(take(100)).isEqualTo(-1);
  }

  @Test
  void whatWaitedTooLongForAConnectionIsNotSent() throws Exception {
    DatagramQueue impatient =
        new DatagramQueue(
            new DatagramLimits(
                8, Duration.ofSeconds(60), Duration.ofSeconds(5), 70_000, Duration.ofNanos(1)));
    impatient.offer(1, ByteBuffer.allocate(4));
    impatient.begin();
    assertThat(impatient.take(taken, 0, 100, Duration.ZERO)).isZero();

    queue.offer(1, ByteBuffer.allocate(4));
    queue.begin();
    assertThat(take(100)).isEqualTo(10);
  }

  private static List<Byte> listOf(ByteBuffer bytes) {
    List<Byte> all = new ArrayList<>();
    while (bytes.hasRemaining()) {
      all.add(bytes.get());
    }
    return all;
  }
}
