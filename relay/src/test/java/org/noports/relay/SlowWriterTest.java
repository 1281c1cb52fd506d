package org.noports.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.noports.tunnel.pairing.Side;
import org.noports.tunnel.pump.PumpLimits;

/** Writers of one byte at a time, with a pause after each (sessions.md 8.2 number 7). */
final class SlowWriterTest {
  private static final int WRITERS = 50;

  /** A line takes hundreds of these, many times longer than the relay listens. */
  private static final Duration PAUSE = Duration.ofMillis(50);

  private static final Duration LISTENS = Duration.ofSeconds(3);

  /** Sends a text byte by byte until the relay has enough of it; how many bytes it took. */
  private static int drip(Socket socket, String text) {
    for (int i = 0; i < text.length(); i++) {
      try {
        Rig.send(socket, text.substring(i, i + 1));
      } catch (IOException e) {
        return i;
      }
      LockSupport.parkNanos(PAUSE.toNanos());
    }
    return text.length();
  }

  private static long timedOut(Rig rig) {
    return rig.relay.statistics().notProved(AuthFailure.TIMED_OUT);
  }

  @ParameterizedTest
  @EnumSource
  void a_line_that_comes_byte_by_byte_is_not_waited_for_longer_than_any_other(Doors doors)
      throws Exception {
    try (Rig rig = Doors.rig(limits -> limits.authenticationTime(LISTENS));
        LiveSession live = doors.live(rig)) {
      List<Socket> writers = new ArrayList<>();
      for (int i = 0; i < WRITERS; i++) {
        Socket socket = live.session().dial(i % 2 == 0 ? Side.A : Side.B);
        writers.add(socket);
        String proof = doors.proof(live.session(), i % 2 == 0 ? Side.A : Side.B, socket);
        Thread.startVirtualThread(() -> drip(socket, proof));
      }
      await().until(() -> rig.relay.unproved() + timedOut(rig) >= WRITERS);
      live.takesOneMore();
      await().atMost(Duration.ofSeconds(30)).until(() -> timedOut(rig) == WRITERS);
      await().until(() -> rig.relay.unproved() == 0);
      live.takesOneMore();
      live.carriesOn();
      for (Socket socket : writers) {
        socket.close();
      }
    }
  }

  @Test
  void in_a_session_they_cost_no_buffer_and_each_byte_arrives() throws Exception {
    try (Rig rig = Rig.with(limits -> limits.pairIdle(Duration.ofSeconds(30)));
        LiveSession live = LiveSession.in(rig)) {
      String text = "one by one";
      List<Socket> writers = new ArrayList<>();
      List<Socket> readers = new ArrayList<>();
      for (int i = 0; i < WRITERS; i++) {
        Socket writer = live.session().enter(Side.A);
        writers.add(writer);
        readers.add(live.session().enter(Side.B));
        Rig.send(writer, "x");
        assertThat(Rig.receive(readers.getLast(), 1)).isEqualTo("x");
      }
      for (Socket writer : writers) {
        Thread.startVirtualThread(() -> drip(writer, text));
      }
      // A few at a time have read one and not yet written it.
      assertThat(rig.relay.bufferBytes())
          .isLessThanOrEqualTo((WRITERS + 2L) * PumpLimits.SMALLEST_READ);
      for (Socket reader : readers) {
        assertThat(Rig.receive(reader, text.length())).isEqualTo(text);
      }
      live.takesOneMore();
      live.carriesOn();
      for (int i = 0; i < WRITERS; i++) {
        writers.get(i).close();
        readers.get(i).close();
      }
    }
  }

  @Test
  void one_who_waits_for_a_partner_may_write_slowly_too() throws Exception {
    try (Rig rig = Rig.with(limits -> limits);
        LiveSession live = LiveSession.in(rig)) {
      Socket slow = live.session().enter(Side.A);
      assertThat(drip(slow, "early bytes")).isEqualTo(11);
      await().until(() -> rig.relay.waitingBytes() >= 11);
      try (Socket partner = live.session().enter(Side.B)) {
        assertThat(Rig.receive(partner, 11)).isEqualTo("early bytes");
      }
      slow.close();
      live.carriesOn();
    }
  }
}
