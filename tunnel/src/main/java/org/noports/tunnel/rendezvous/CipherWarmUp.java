package org.noports.tunnel.rendezvous;

import java.util.concurrent.atomic.AtomicBoolean;
import org.noports.protocol.crypto.AesKey;
import org.noports.protocol.crypto.CtrStream;
import org.noports.protocol.crypto.Iv;
import org.noports.tunnel.records.RecordWarmUp;
import org.noports.tunnel.splice.SocketArrays;

/**
 * Makes the virtual machine compile the cipher before data needs it: cold, it is hundreds of times
 * slower, and the first hundred megabytes of a transfer would take that long. Meant to run while a
 * handshake waits on the network.
 */
public final class CipherWarmUp {
  /**
   * Small calls first: they are many in no time, and the launcher has the compiler look at once...
   */
  private static final int SMALL_CALLS = 500;

  private static final int SMALL = 16;

  /** ...and large ones for its inner loop. */
  private static final int LARGE_CALLS = 16;

  private static final int LARGE = 16 * 1024;

  private static final AtomicBoolean COUNTER_MODE = new AtomicBoolean();
  private static final AtomicBoolean AUTHENTICATED = new AtomicBoolean();

  private CipherWarmUp() {}

  /** Begins in the background; once in a process for each cipher. */
  public static void begin(StreamKeys keys) {
    switch (keys) {
      case StreamKeys.Clear() -> {
        // Nothing to warm.
      }
      case StreamKeys.CounterMode counterMode -> once(COUNTER_MODE, CipherWarmUp::counterMode);
      case StreamKeys.Authenticated authenticated ->
          once(AUTHENTICATED, CipherWarmUp::authenticated);
    }
  }

  /**
   * For a program that does not have its session yet, and will probably have authenticated ones.
   */
  public static void begin() {
    once(AUTHENTICATED, CipherWarmUp::authenticated);
  }

  private static void once(AtomicBoolean begun, Runnable work) {
    if (!begun.getAndSet(true)) {
      Thread.ofPlatform().daemon().name("cipher warm-up").start(work);
    }
  }

  static void counterMode() {
    CtrStream cipher = new CtrStream(AesKey.of(new byte[32]), Iv.ZERO);
    byte[] from = new byte[LARGE];
    byte[] to = new byte[LARGE];
    for (int i = 0; i < SMALL_CALLS; i++) {
      cipher.apply(from, 0, SMALL, to, 0);
    }
    for (int i = 0; i < LARGE_CALLS; i++) {
      cipher.apply(from, 0, LARGE, to, 0);
    }
  }

  static void authenticated() {
    RecordWarmUp.run();
    SocketArrays.prepare();
  }
}
