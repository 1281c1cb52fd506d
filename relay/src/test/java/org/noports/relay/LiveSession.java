package org.noports.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.noports.tunnel.pairing.Side;

/**
 * A witness: two honest sides that exchange numbered blocks, without a pause, while somebody
 * attacks the relay. Whatever disturbs them (a lost or altered byte, a closed connection, a block
 * that takes long) is kept and told by {@link #carriesOn}. Two threads: one sends and compares, one
 * sends back.
 */
final class LiveSession implements AutoCloseable {
  private static final int BLOCK = 4096;
  private static final int BLOCKS_TO_SEE = 20;

  /** Usually one millisecond; a busy build server may stop a process for long. */
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

  private static final Duration LIMIT = Duration.ofSeconds(30);

  /** How a connection of one side gets into the session. */
  interface Entrance {
    Socket enter(Side side) throws IOException;
  }

  private final Rig.Session session;
  private final Entrance entrance;
  private final Socket a;
  private final Socket b;
  private final AtomicLong blocks = new AtomicLong();
  private final AtomicLong longestNanos = new AtomicLong();
  private final AtomicReference<@Nullable IOException> failure = new AtomicReference<>();
  private volatile boolean closing;

  LiveSession(Rig.Session session, Entrance entrance) throws IOException {
    this.session = session;
    this.entrance = entrance;
    a = entrance.enter(Side.A);
    b = entrance.enter(Side.B);
    Thread.ofVirtual().name("witness A").start(() -> run(this::exchange));
    Thread.ofVirtual().name("witness B").start(() -> run(this::sendBack));
  }

  /** A session of its own whose sides prove themselves by a line. */
  static LiveSession in(Rig rig) throws Exception {
    Rig.Session session = rig.session();
    return new LiveSession(session, session::enter);
  }

  Rig.Session session() {
    return session;
  }

  /** Blocks go on coming, and nothing has disturbed them so far. */
  void carriesOn() {
    long seen = blocks.get();
    await()
        .atMost(LIMIT)
        .until(() -> failure.get() != null || blocks.get() >= seen + BLOCKS_TO_SEE);
    assertThat(failure.get()).as("what disturbed the live session").isNull();
    assertThat(Duration.ofNanos(longestNanos.get())).isLessThan(LONGEST_WAIT);
  }

  /** Both sides open one more connection, and these two meet. */
  void takesOneMore() throws IOException {
    String greeting = "number " + blocks.get();
    try (Socket moreA = entrance.enter(Side.A);
        Socket moreB = entrance.enter(Side.B)) {
      Rig.send(moreA, greeting);
      assertThat(Rig.receive(moreB, greeting.length())).isEqualTo(greeting);
      Rig.send(moreB, greeting);
      assertThat(Rig.receive(moreA, greeting.length())).isEqualTo(greeting);
    }
  }

  private interface Part {
    void run() throws IOException;
  }

  private void run(Part part) {
    try {
      part.run();
    } catch (IOException e) {
      if (!closing) {
        failure.compareAndSet(null, e);
      }
    }
  }

  private void exchange() throws IOException {
    DataOutputStream out = new DataOutputStream(a.getOutputStream());
    DataInputStream in = new DataInputStream(a.getInputStream());
    byte[] block = new byte[BLOCK];
    byte[] back = new byte[BLOCK];
    for (long number = 0; !closing; number++) {
      for (int i = 0; i < BLOCK; i++) {
        block[i] = (byte) (number * 31 + i);
      }
      long begun = System.nanoTime();
      out.write(block);
      in.readFully(back);
      longestNanos.accumulateAndGet(System.nanoTime() - begun, Math::max);
      if (!Arrays.equals(block, back)) {
        throw new IOException("block " + number + " came back altered");
      }
      blocks.incrementAndGet();
      LockSupport.parkNanos(500_000);
    }
  }

  private void sendBack() throws IOException {
    byte[] some = new byte[BLOCK];
    for (int read = b.getInputStream().read(some);
        read >= 0;
        read = b.getInputStream().read(some)) {
      b.getOutputStream().write(some, 0, read);
    }
    if (!closing) {
      throw new IOException("the session has ended");
    }
  }

  @Override
  public void close() throws IOException {
    closing = true;
    a.close();
    b.close();
  }
}
