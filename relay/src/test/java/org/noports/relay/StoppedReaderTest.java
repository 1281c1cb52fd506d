package org.noports.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.noports.tunnel.pairing.Side;
import org.noports.tunnel.pump.PumpLimits;

/** Readers that stop: their writers wait, and the relay does not grow (sessions.md 3.2). */
final class StoppedReaderTest {
  private static final int PAIRS = 12;
  private static final int BUFFERS = 4 * 1024 * 1024;
  private static final int BLOCK = 64 * 1024;

  /** Far more than the system's socket buffers take. */
  private static final long MUCH = 64L * 1024 * 1024;

  private final AtomicLong written = new AtomicLong();

  @ParameterizedTest
  @ValueSource(ints = {PumpLimits.NEVER_SPLICED, 1})
  void readers_that_stop_hold_up_their_own_writers_and_nobody_else(int splicedFrom)
      throws Exception {
    RelayConfig config =
        RelayConfig.at("127.0.0.1")
            .pumpLimits(new PumpLimits(1024 * 1024, BUFFERS, 64, splicedFrom))
            .build();
    try (Rig rig = new Rig(config);
        LiveSession live = LiveSession.in(rig)) {
      List<Socket> readers = new ArrayList<>();
      for (int i = 0; i < PAIRS; i++) {
        Socket writer = live.session().enter(Side.A);
        readers.add(live.session().enter(Side.B));
        Rig.send(writer, "x");
        assertThat(Rig.receive(readers.getLast(), 1)).isEqualTo("x");
        Thread.ofVirtual().start(() -> write(writer));
      }
      awaitAllBlocked();
      assertThat(written.get()).isLessThan(PAIRS * MUCH);
      // What is beyond the limit: the smallest buffer for every direction.
      assertThat(rig.relay.bufferBytes())
          .isLessThanOrEqualTo(BUFFERS + 2 * (PAIRS + 1) * PumpLimits.SMALLEST_READ);
      live.takesOneMore();
      live.carriesOn();
      for (Socket reader : readers) {
        assertThat(drain(reader)).isEqualTo(MUCH);
        reader.close();
      }
      live.carriesOn();
      await().until(() -> rig.relay.bufferBytes() <= 2 * 2 * PumpLimits.SMALLEST_READ);
    }
  }

  private void write(Socket socket) {
    try (socket) {
      byte[] block = new byte[BLOCK];
      for (long done = 0; done < MUCH; done += BLOCK) {
        socket.getOutputStream().write(block);
        written.addAndGet(BLOCK);
      }
      socket.shutdownOutput();
    } catch (IOException e) {
      // The reader misses bytes then.
    }
  }

  private void awaitAllBlocked() {
    AtomicLong seen = new AtomicLong(-1);
    await()
        .pollInterval(Duration.ofMillis(300))
        .until(() -> seen.getAndSet(written.get()) == written.get());
  }

  private static long drain(Socket socket) throws IOException {
    InputStream in = socket.getInputStream();
    byte[] some = new byte[256 * 1024];
    long all = 0;
    for (int read = in.read(some); read >= 0; read = in.read(some)) {
      all += read;
    }
    return all;
  }
}
