package org.noports.relay;

import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.noports.protocol.event.EventTarget;
import org.noports.protocol.event.SessionEvent.State;

/**
 * What is told of one session, and to whom (sessions.md 3.8).
 *
 * <pre>
 * nobody asks --a side names a target--> asked
 * asked       --a further target-------> asked (refused: it is accepted once)
 * asked, first pair joined               connected is told, and stillConnected from time to time
 * asked, over after a pair               ended is told, and nothing more
 * </pre>
 *
 * <p>Thread-safe; the lock guards the fields. The teller must not wait.
 */
final class SessionReport {
  private final BiConsumer<EventTarget, State> teller;
  private final Object lock = new Object();
  private @Nullable EventTarget target;
  private boolean connected;
  private boolean ended;

  SessionReport(BiConsumer<EventTarget, State> teller) {
    this.teller = teller;
  }

  /** False when there is a target already, or nothing left to tell. */
  boolean target(EventTarget asked) {
    synchronized (lock) {
      if (target != null || ended) {
        return false;
      }
      target = asked;
      if (connected) {
        teller.accept(asked, State.CONNECTED);
      }
      return true;
    }
  }

  void connected() {
    synchronized (lock) {
      if (!connected) {
        connected = true;
        tell(State.CONNECTED);
      }
    }
  }

  void stillConnected() {
    synchronized (lock) {
      if (connected && !ended) {
        tell(State.STILL_CONNECTED);
      }
    }
  }

  void ended() {
    synchronized (lock) {
      if (!ended) {
        ended = true;
        if (connected) {
          tell(State.ENDED);
        }
      }
    }
  }

  private void tell(State state) {
    if (target != null) {
      teller.accept(target, state);
    }
  }
}
