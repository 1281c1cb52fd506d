package org.noports.tunnel.pump;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Ends and failures of pairs whose two directions are being spliced. */
@EnabledOnOs(OS.LINUX)
final class SplicedPairTest {
  private static final int MIB = 1024 * 1024;
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final Pump pump = new Pump(new PumpLimits(MIB, 256L * MIB, 64, 1));

  @AfterEach
  void nothing_is_held_any_more() {
    await().atMost(LIMIT).until(() -> pump.spliced() == 0 && pump.bufferBytes() == 0);
    pump.close();
  }

  /** A pair with both directions in the splicing lane; the only pair, for others may fall idle. */
  private Joint splicedPair() throws IOException {
    Joint joint = new Joint(pump);
    int others = pump.spliced();
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (pump.spliced() < others + 2) {
      assertThat(System.nanoTime()).as("both directions are spliced in time").isLessThan(deadline);
      send(joint.peerA, joint.peerB);
      send(joint.peerB, joint.peerA);
    }
    return joint;
  }

  private static void send(SocketChannel from, SocketChannel to) throws IOException {
    Thread sender = Thread.startVirtualThread(() -> write(from, 2 * MIB));
    assertThat(to.socket().getInputStream().readNBytes(2 * MIB)).hasSize(2 * MIB);
    Threads.join(sender);
  }

  /** Until all is sent or nobody takes it. */
  private static @Nullable IOException write(SocketChannel to, int count) {
    try {
      to.socket().getOutputStream().write(new byte[count]);
      return null;
    } catch (IOException e) {
      return e;
    }
  }

  private static int read(SocketChannel from) throws IOException {
    return from.socket().getInputStream().read();
  }

  private static void reset(SocketChannel channel) throws IOException {
    channel.setOption(StandardSocketOptions.SO_LINGER, 0);
    channel.close();
  }

  private static int openFiles() {
    String[] files = new File("/proc/self/fd").list();
    return files == null ? 0 : files.length;
  }

  @Test
  void an_end_of_stream_is_passed_on_and_the_other_direction_goes_on() throws Exception {
    try (Joint joint = splicedPair()) {
      joint.peerA.shutdownOutput();
      assertThat(read(joint.peerB)).isEqualTo(-1);
      send(joint.peerB, joint.peerA);
      assertThat(joint.hasEnded()).isFalse();
      joint.peerB.shutdownOutput();
      assertThat(read(joint.peerA)).isEqualTo(-1);
      JoinResult result = joint.result();
      assertThat(result.end()).isEqualTo(JoinEnd.CLOSED);
      assertThat(result.bytesAToB() % (2 * MIB)).isZero();
      assertThat(result.bytesBToA()).isEqualTo(result.bytesAToB() + 2 * MIB);
    }
  }

  @Test
  void a_reset_is_passed_on() throws Exception {
    try (Joint joint = splicedPair()) {
      reset(joint.peerB);
      assertThatThrownBy(() -> read(joint.peerA)).isInstanceOf(IOException.class);
      assertThat(joint.result().end()).isEqualTo(JoinEnd.RESET);
    }
  }

  @Test
  void a_reset_with_bytes_on_their_way_ends_the_pair() throws Exception {
    try (Joint joint = splicedPair()) {
      Thread writer = Thread.startVirtualThread(() -> write(joint.peerA, 64 * MIB));
      await().atMost(LIMIT).until(() -> pump.bufferBytes() > 0);
      reset(joint.peerB);
      assertThat(writer.join(LIMIT)).isTrue();
      // The failure shows in the direction that meets it first; the other finds an end.
      assertThat(joint.result().end()).isIn(JoinEnd.RESET, JoinEnd.CLOSED);
    }
  }

  @Test
  void an_answer_sent_before_its_sender_stopped_listening_still_arrives() throws Exception {
    try (Joint joint = splicedPair()) {
      joint.peerB.socket().getOutputStream().write(42);
      joint.peerB.close();
      assertThat(write(joint.peerA, 64 * MIB)).isNotNull();
      assertThat(joint.result().bytesBToA() % MIB).isOne();
    }
  }

  @Test
  void closing_the_pair_frees_a_writer_that_waits_and_closes_its_sockets() throws Exception {
    try (Joint joint = splicedPair()) {
      Thread writer = Thread.startVirtualThread(() -> write(joint.peerA, 64 * MIB));
      await().atMost(LIMIT).until(() -> pump.bufferBytes() > 0);
      joint.joined.close();
      assertThat(joint.result().end()).isEqualTo(JoinEnd.STOPPED);
      assertThat(writer.join(LIMIT)).isTrue();
      joint.peerB.socket().setSoTimeout((int) LIMIT.toMillis());
      joint.peerB.socket().getInputStream().skip(Long.MAX_VALUE);
    }
  }

  @Test
  void a_silent_direction_leaves_the_lane_and_comes_back() throws Exception {
    try (Joint joint = splicedPair()) {
      await().atMost(LIMIT).until(() -> pump.spliced() == 0);
      joint.peerA.socket().getOutputStream().write(42);
      assertThat(read(joint.peerB)).isEqualTo(42);
      long deadline = System.nanoTime() + LIMIT.toNanos();
      while (pump.spliced() == 0) {
        assertThat(System.nanoTime()).isLessThan(deadline);
        send(joint.peerA, joint.peerB);
      }
      send(joint.peerA, joint.peerB);
    }
  }

  @Test
  void readers_that_stop_hold_up_nobody_else_and_lose_nothing() throws Exception {
    List<Joint> stopped = new ArrayList<>();
    List<Thread> writers = new ArrayList<>();
    try (Joint other = splicedPair()) {
      for (int i = 0; i < 8; i++) {
        Joint joint = new Joint(pump);
        stopped.add(joint);
        writers.add(Thread.startVirtualThread(() -> write(joint.peerA, 16 * MIB)));
      }
      await().atMost(LIMIT).until(() -> pump.bufferBytes() >= 4L * MIB);
      send(other.peerA, other.peerB);
      send(other.peerB, other.peerA);
      for (Joint joint : stopped) {
        assertThat(joint.peerB.socket().getInputStream().readNBytes(16 * MIB)).hasSize(16 * MIB);
      }
      for (Thread writer : writers) {
        assertThat(writer.join(LIMIT)).isTrue();
      }
    } finally {
      for (Joint joint : stopped) {
        joint.close();
      }
    }
  }

  @Test
  void one_busy_direction_is_copied_and_several_are_spliced() throws Exception {
    try (Pump own = new Pump(PumpLimits.DEFAULT);
        Joint first = new Joint(own);
        Joint second = new Joint(own)) {
      for (int i = 0; i < 10; i++) {
        send(first.peerA, first.peerB);
        assertThat(own.spliced()).isZero();
      }
      long deadline = System.nanoTime() + LIMIT.toNanos();
      while (own.spliced() < 2) {
        assertThat(System.nanoTime()).isLessThan(deadline);
        send(first.peerA, first.peerB);
        send(second.peerA, second.peerB);
      }
    }
  }

  @Test
  void a_conversation_of_single_bytes_is_spliced_and_loses_none() throws Exception {
    try (Pump own = new Pump(PumpLimits.DEFAULT);
        Joint joint = new Joint(own)) {
      int said = 0;
      long deadline = System.nanoTime() + LIMIT.toNanos();
      for (int left = 1_000; left > 0; left -= own.spliced() == 2 ? 1 : 0) {
        assertThat(System.nanoTime()).isLessThan(deadline);
        said++;
        joint.peerA.socket().getOutputStream().write(said);
        assertThat(read(joint.peerB)).isEqualTo(said & 0xff);
        joint.peerB.socket().getOutputStream().write(said + 1);
        assertThat(read(joint.peerA)).isEqualTo((said + 1) & 0xff);
      }
      joint.peerA.shutdownOutput();
      joint.peerB.shutdownOutput();
      assertThat(joint.result()).isEqualTo(new JoinResult(JoinEnd.CLOSED, said, said));
    }
  }

  @Test
  void no_file_stays_open_however_pairs_end() throws Exception {
    splicedPair().close();
    await().atMost(LIMIT).until(() -> pump.spliced() == 0);
    int before = openFiles();
    for (int i = 0; i < 30; i++) {
      try (Joint joint = splicedPair()) {
        switch (i % 4) {
          case 0 -> reset(joint.peerA);
          case 1 -> joint.joined.close();
          case 2 -> {
            joint.peerB.close();
            joint.peerA.close();
          }
          default -> {
            joint.peerA.shutdownOutput();
            joint.peerB.shutdownOutput();
          }
        }
        joint.result();
      }
    }
    await().atMost(LIMIT).until(() -> openFiles() <= before + 5);
  }
}
