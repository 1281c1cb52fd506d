package org.noports.tunnel.rendezvous;

import java.util.concurrent.atomic.AtomicBoolean;
import org.noports.protocol.crypto.AesKey;
import org.noports.protocol.crypto.CtrStream;
import org.noports.protocol.crypto.GcmKey;
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

  // The same for records: some milliseconds once compiled, a third of a second until then. Larger
  // ones would take longer than the compiler.
  private static final int SHORT_RECORDS = 2_000;
  private static final int SHORT = 64;
  private static final int MEDIUM_RECORDS = 3_000;
  private static final int MEDIUM = 4096;

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

  /** For a program that will have sessions and does not know yet of which kind. */
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
    GcmKey sealer = new GcmKey(AesKey.of(new byte[32]));
    GcmKey opener = new GcmKey(AesKey.of(new byte[32]));
    byte[] plain = new byte[MEDIUM];
    byte[] sealed = new byte[MEDIUM + GcmKey.TAG_BYTES];
    for (int i = 0; i < SHORT_RECORDS + MEDIUM_RECORDS; i++) {
      int length = i < SHORT_RECORDS ? SHORT : MEDIUM;
      int bytes = sealer.seal(i, plain, 0, 2, plain, 0, length, sealed, 0);
      opener.open(i, plain, 0, 2, sealed, 0, bytes, plain, 0);
    }
  }
}
