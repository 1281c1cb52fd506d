package org.noports.atclient;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The notifications whose key matches one expression, in a bounded mailbox. When a program falls
 * behind, the oldest are dropped and counted: they are closest to being given up by their senders,
 * and neither the monitor nor any other subscription ever waits. Thread-safe.
 */
public interface Subscription extends AutoCloseable {
  /** Waits for the next one; {@link ClientClosed} when the subscription or its client is closed. */
  ReceivedNotification take() throws InterruptedException;

  /** Waits at most so long; null when none came; {@link ClientClosed} as {@link #take}. */
  @Nullable ReceivedNotification poll(Duration limit) throws InterruptedException;

  /** How many were dropped because the mailbox was full. */
  long dropped();

  @Override
  void close();
}
