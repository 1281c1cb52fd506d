package org.noports.tunnel.pump;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.OutputStream;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.noports.tunnel.splice.SocketArrays;

/** A direction carried from array to array: what arrives, and how it ends. */
@EnabledOnOs(OS.LINUX)
final class ArrayCarrierTest {
  private static final int MIB = 1024 * 1024;
  private static final Duration LIMIT = Duration.ofSeconds(30);

  /** Far more than the system's socket buffers take. */
  private static final long MUCH = 48L * MIB;

  private final Pump pump = new Pump(new PumpLimits(MIB, 256L * MIB, 4, PumpLimits.NEVER_SPLICED));
  private final Inverting there = new Inverting();
  private final Inverting back = new Inverting();

  @BeforeAll
  static void as_programs_do_before_their_first_data() {
    SocketArrays.prepare();
  }

  @AfterEach
  void nothing_is_held_any_more() {
    await().atMost(LIMIT).until(() -> pump.bufferBytes() == 0 && pump.fastLane().riding() == 0);
    pump.close();
  }

  private Joint joint() throws IOException {
    return joint(pump);
  }

  private Joint joint(Pump pump) throws IOException {
    return new Joint(pump, there, back, Opening.NONE, Duration.ofSeconds(60));
  }

  private static Future<String> start(FutureTask<String> task) {
    Thread.startVirtualThread(task);
    return task;
  }

  private static Future<String> send(SocketChannel to, long length) {
    return start(new FutureTask<>(() -> Load.send(to, length, 3)));
  }

  private static Future<String> receive(SocketChannel from) {
    return start(new FutureTask<>(() -> Load.receive(from, null)));
  }

  /** The digest of what arrives behind a second pair, which undoes what the first does. */
  private Future<String> undone(Joint first, Joint second) {
    Thread.startVirtualThread(() -> transfer(first.peerB, second.peerA));
    return receive(second.peerB);
  }

  private static void transfer(SocketChannel from, SocketChannel to) {
    try {
      from.socket().getInputStream().transferTo(to.socket().getOutputStream());
      to.shutdownOutput();
    } catch (IOException e) {
      throw new IllegalStateException("a pair failed", e);
    }
  }

  @Test
  void everything_arrives_converted_with_its_end() throws Exception {
    try (Joint first = joint();
        Joint second = joint()) {
      Future<String> sent = send(first.peerA, MUCH);
      assertThat(undone(first, second).get()).isEqualTo(sent.get());
      assertThat(there.inArrays()).as("much of it from array to array").isPositive();
      first.peerB.shutdownOutput();
      JoinResult result = first.result();
      assertThat(result.end()).isEqualTo(JoinEnd.CLOSED);
      assertThat(result.bytesAToB()).isEqualTo(MUCH);
    }
  }

  @Test
  void a_reader_that_stands_still_gets_the_rest_when_it_goes_on() throws Exception {
    try (Joint first = joint();
        Joint second = joint()) {
      Future<String> sent = send(first.peerA, MUCH);
      await().atMost(LIMIT).until(() -> pump.fastLane().rides() > 0);
      await().atMost(LIMIT).until(() -> pump.fastLane().riding() == 0);
      assertThat(undone(first, second).get()).isEqualTo(sent.get());
    }
  }

  @Test
  void without_memory_for_arrays_everything_arrives_in_small_pieces() throws Exception {
    int limit = ArrayPair.BYTES - 1;
    try (Pump small = new Pump(new PumpLimits(64 * 1024, limit, 4, PumpLimits.NEVER_SPLICED));
        Joint first = joint(small);
        Joint second = joint(small)) {
      Future<String> sent = send(first.peerA, MUCH / 4);
      assertThat(undone(first, second).get()).isEqualTo(sent.get());
      assertThat(there.inArrays()).isZero();
    }
  }

  @Test
  void closing_the_pair_tells_a_reader_that_stands_still() throws Exception {
    try (Joint joint = joint()) {
      Future<String> sent = send(joint.peerA, MUCH);
      await().atMost(LIMIT).until(() -> there.inArrays() > 0);
      joint.joined.close();
      assertThat(joint.result().end()).isEqualTo(JoinEnd.STOPPED);
      await().atMost(LIMIT).until(sent::isDone);
      joint.peerB.socket().setSoTimeout((int) LIMIT.toMillis());
      joint.peerB.socket().getInputStream().skip(Long.MAX_VALUE);
    }
  }

  @Test
  void closing_the_pair_ends_a_direction_that_waits_for_more() throws Exception {
    try (Joint joint = joint()) {
      Future<String> received = receive(joint.peerB);
      OutputStream out = joint.peerA.socket().getOutputStream();
      for (long left = MUCH; left > 0; left -= MIB) {
        out.write(new byte[MIB]);
      }
      await().atMost(LIMIT).until(() -> joint.joined.bytesFromA() == MUCH);
      assertThat(there.inArrays()).isPositive();
      joint.joined.close();
      assertThat(joint.result().end()).isEqualTo(JoinEnd.STOPPED);
      joint.peerA.socket().setSoTimeout((int) LIMIT.toMillis());
      assertThat(joint.peerA.socket().getInputStream().read()).isEqualTo(-1);
      received.get();
    }
  }

  @Test
  void a_reset_is_passed_on() throws Exception {
    try (Joint joint = joint()) {
      Future<String> sent = send(joint.peerA, MUCH);
      await().atMost(LIMIT).until(() -> there.inArrays() > 0);
      joint.peerB.setOption(StandardSocketOptions.SO_LINGER, 0);
      joint.peerB.close();
      assertThatThrownBy(sent::get).hasRootCauseInstanceOf(IOException.class);
      assertThat(joint.result().end()).isIn(JoinEnd.RESET, JoinEnd.CLOSED);
    }
  }
}
