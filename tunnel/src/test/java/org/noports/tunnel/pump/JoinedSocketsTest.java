package org.noports.tunnel.pump;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.noports.protocol.crypto.AesKey;
import org.noports.protocol.crypto.CtrStream;
import org.noports.protocol.crypto.Iv;

/** What joined sockets do with bytes, ends and failures, over real sockets, in either engine. */
@ParameterizedClass
@ValueSource(ints = {1, PumpLimits.NEVER_SPLICED})
final class JoinedSocketsTest {
  private static final int MIB = 1024 * 1024;

  private final int splicedFrom;
  private final Pump pump;

  JoinedSocketsTest(int splicedFrom) {
    this.splicedFrom = splicedFrom;
    pump = new Pump(limits(256L * MIB, 64));
  }

  private PumpLimits limits(long memory, int fastThreads) {
    return new PumpLimits(MIB, memory, fastThreads, splicedFrom);
  }

  @AfterEach
  void close() {
    await().until(() -> pump.bufferBytes() == 0);
    pump.close();
  }

  private static void say(SocketChannel to, String text) throws IOException {
    to.socket().getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String hear(SocketChannel from, int length) throws IOException {
    return new String(from.socket().getInputStream().readNBytes(length), StandardCharsets.UTF_8);
  }

  private static void reset(SocketChannel channel) throws IOException {
    channel.setOption(StandardSocketOptions.SO_LINGER, 0);
    channel.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"clear", "cipher", "slow lane", "little memory"})
  void much_data_both_ways_at_once_arrives_unchanged(String how) throws Exception {
    boolean cipher = how.equals("cipher");
    long length = (cipher || how.equals("clear") ? 200L : 20L) * MIB + 13;
    PumpLimits limits =
        switch (how) {
          case "slow lane" -> limits(256L * MIB, 0);
          case "little memory" -> limits(MIB, 64);
          default -> limits(256L * MIB, 64);
        };
    AesKey key = AesKey.random(new SecureRandom());
    CtrStream encrypting = new CtrStream(key, Iv.ZERO);
    CtrStream decrypting = new CtrStream(key, Iv.ZERO);
    try (Pump own = new Pump(limits);
        Joint joint =
            new Joint(
                own,
                cipher ? encrypting::apply : null,
                null,
                Opening.NONE,
                Duration.ofSeconds(60));
        ExecutorService tasks = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<String> sentA = tasks.submit(() -> Load.send(joint.peerA, length, 1));
      Future<String> sentB = tasks.submit(() -> Load.send(joint.peerB, length, 2));
      Future<String> heardA = tasks.submit(() -> Load.receive(joint.peerA, null));
      Future<String> heardB =
          tasks.submit(() -> Load.receive(joint.peerB, cipher ? decrypting : null));
      assertThat(heardB.get()).isEqualTo(sentA.get());
      assertThat(heardA.get()).isEqualTo(sentB.get());
      assertThat(joint.result()).isEqualTo(new JoinResult(JoinEnd.CLOSED, length, length));
      assertThat(own.bufferBytes()).isZero();
    }
  }

  @Test
  void a_closed_direction_is_closed_at_the_other_end_and_the_other_direction_goes_on()
      throws Exception {
    try (Joint joint = new Joint(pump)) {
      say(joint.peerA, "last words");
      joint.peerA.shutdownOutput();
      assertThat(hear(joint.peerB, 11)).isEqualTo("last words");
      say(joint.peerB, "answer");
      assertThat(hear(joint.peerA, 6)).isEqualTo("answer");
      assertThat(joint.hasEnded()).isFalse();
      joint.peerB.shutdownOutput();
      assertThat(hear(joint.peerA, 1)).isEmpty();
      assertThat(joint.result()).isEqualTo(new JoinResult(JoinEnd.CLOSED, 10, 6));
    }
  }

  @Test
  void a_half_closed_pair_that_falls_silent_is_reset() throws Exception {
    try (Joint joint = new Joint(pump, null, null, Opening.NONE, Duration.ofMillis(300))) {
      joint.peerB.shutdownOutput();
      for (int i = 0; i < 5; i++) {
        say(joint.peerA, "x");
        assertThat(hear(joint.peerB, 1)).isEqualTo("x");
        assertThat(joint.hasEnded()).isFalse();
      }
      assertThat(joint.result().end()).isEqualTo(JoinEnd.HALF_CLOSED_IDLE);
    }
  }

  @Test
  void a_reset_is_passed_on() throws Exception {
    try (Joint joint = new Joint(pump)) {
      say(joint.peerA, "x");
      assertThat(hear(joint.peerB, 1)).isEqualTo("x");
      reset(joint.peerB);
      assertThatThrownBy(() -> hear(joint.peerA, 1)).isInstanceOf(IOException.class);
      assertThat(joint.result().end()).isEqualTo(JoinEnd.RESET);
    }
  }

  @Test
  void a_reset_after_one_direction_has_closed_is_passed_on() throws Exception {
    try (Joint joint = new Joint(pump)) {
      joint.peerA.shutdownOutput();
      assertThat(hear(joint.peerB, 1)).isEmpty();
      reset(joint.peerB);
      assertThatThrownBy(() -> hear(joint.peerA, 1)).isInstanceOf(IOException.class);
      assertThat(joint.result().end()).isEqualTo(JoinEnd.RESET);
    }
  }

  @Test
  void an_answer_sent_before_its_sender_stopped_listening_still_arrives() throws Exception {
    try (Joint joint = new Joint(pump)) {
      say(joint.peerB, "413 too large");
      joint.peerB.close();
      // The sender goes on for a while, into a connection that no longer takes anything.
      assertThatThrownBy(
              () -> {
                for (int i = 0; i < 10_000; i++) {
                  say(joint.peerA, "x".repeat(10_000));
                }
              })
          .isInstanceOf(IOException.class);
      assertThat(joint.result().bytesBToA()).isEqualTo(13);
    }
  }

  @Test
  void closing_the_pair_frees_a_reader_and_a_writer_that_wait() throws Exception {
    try (Joint joint = new Joint(pump)) {
      Thread writer =
          Thread.startVirtualThread(() -> {
            try {
              joint.peerA.socket().getOutputStream().write(new byte[64 * MIB]);
            } catch (IOException e) {
              // Expected: the pair is closed.
            }
          });
      await().until(() -> pump.bufferBytes() > 0);
      joint.joined.close();
      assertThat(joint.result().end()).isEqualTo(JoinEnd.STOPPED);
      assertThat(writer.join(Duration.ofSeconds(30))).isTrue();
    }
  }

  @Test
  void slow_readers_cost_one_buffer_each_and_idle_ones_none() throws Exception {
    List<Joint> joints = new ArrayList<>();
    try {
      for (int i = 0; i < 8; i++) {
        Joint joint = new Joint(pump);
        joints.add(joint);
        Thread.startVirtualThread(() -> {
          try {
            joint.peerA.socket().getOutputStream().write(new byte[16 * MIB]);
          } catch (IOException e) {
            // The assertions below fail.
          }
        });
      }
      await().during(Duration.ofMillis(300)).until(() -> pump.bufferBytes() <= 8L * MIB);
      for (Joint joint : joints) {
        assertThat(joint.peerB.socket().getInputStream().readNBytes(16 * MIB)).hasSize(16 * MIB);
      }
      await().until(() -> pump.bufferBytes() == 0);
    } finally {
      for (Joint joint : joints) {
        joint.close();
      }
    }
  }

  @Test
  void buffers_in_use_stay_within_the_memory_given() throws Exception {
    PumpLimits limits = limits(2L * MIB, 64);
    List<Joint> joints = new ArrayList<>();
    try (Pump own = new Pump(limits)) {
      for (int i = 0; i < 20; i++) {
        Joint joint = new Joint(own);
        joints.add(joint);
        Thread.startVirtualThread(() -> {
          try {
            joint.peerA.socket().getOutputStream().write(new byte[16 * MIB]);
          } catch (IOException e) {
            // The pair was closed at the end of the test.
          }
        });
      }
      await()
          .during(Duration.ofMillis(300))
          .until(() -> own.bufferBytes() <= 2L * MIB + 20L * PumpLimits.SMALLEST_READ);
    } finally {
      for (Joint joint : joints) {
        joint.close();
      }
    }
  }

  @Test
  void until_the_partner_answers_little_is_sent_for_a_while() throws Exception {
    Opening opening = new Opening(2048, Duration.ofMillis(500), Duration.ZERO);
    try (Joint joint = new Joint(pump, null, null, opening, Duration.ofSeconds(60))) {
      say(joint.peerA, "x".repeat(10_000));
      assertThat(hear(joint.peerB, 2048)).hasSize(2048);
      assertThat(joint.peerB.socket().getInputStream().available()).isZero();
      say(joint.peerB, "here");
      assertThat(hear(joint.peerB, 10_000 - 2048)).hasSize(10_000 - 2048);
    }
    try (Joint joint = new Joint(pump, null, null, opening, Duration.ofSeconds(60))) {
      say(joint.peerA, "x".repeat(10_000));
      assertThat(hear(joint.peerB, 10_000)).hasSize(10_000);
    }
  }

  @Test
  void the_end_of_stream_waits_for_the_partner_for_a_while() throws Exception {
    Opening opening = new Opening(2048, Duration.ofMillis(10), Duration.ofMillis(400));
    try (Joint joint = new Joint(pump, null, null, opening, Duration.ofSeconds(60))) {
      long begun = System.nanoTime();
      joint.peerA.shutdownOutput();
      assertThat(hear(joint.peerB, 1)).isEmpty();
      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(Duration.ofMillis(300));
    }
  }

  @Test
  void single_bytes_arrive_one_by_one() throws Exception {
    try (Joint joint = new Joint(pump)) {
      for (int i = 0; i < 500; i++) {
        joint.peerA.socket().getOutputStream().write(i);
        assertThat(joint.peerB.socket().getInputStream().read()).isEqualTo(i & 0xff);
        joint.peerB.socket().getOutputStream().write(i + 1);
        assertThat(joint.peerA.socket().getInputStream().read()).isEqualTo((i + 1) & 0xff);
      }
    }
  }
}
