package org.noports.tunnel.rendezvous;

import java.util.concurrent.atomic.AtomicBoolean;
import org.noports.protocol.crypto.AesKey;
import org.noports.protocol.crypto.CtrStream;
import org.noports.protocol.crypto.Iv;

/**
 * Makes the virtual machine compile the cipher before data needs it: cold, it is forty times
 * slower, and the first hundred megabytes of a transfer would take that long. Meant to run while a
 * handshake waits on the network.
 */
public final class CipherWarmUp {
  /** Enough small calls for the compiler to see a hot method, in some tens of milliseconds... */
  private static final int SMALL_CALLS = 20_000;

  private static final int SMALL = 16;

  /** ...and large ones for its inner loop. */
  private static final int LARGE_CALLS = 16;

  private static final int LARGE = 16 * 1024;

  private static final AtomicBoolean BEGUN = new AtomicBoolean();

  private CipherWarmUp() {}

  /** Begins in the background; once in a process. */
  public static void begin() {
    if (!BEGUN.getAndSet(true)) {
      Thread.ofPlatform().daemon().name("cipher warm-up").start(CipherWarmUp::run);
    }
  }

  static void run() {
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
}
