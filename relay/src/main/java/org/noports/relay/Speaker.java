package org.noports.relay;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * The other end of a connection that has yet to say its line: whether it is silent. What it has
 * said counts from the moment it has arrived, however long the machine keeps the connection's
 * thread from reading it or from going on with it. Its thread calls {@link #reads} and {@link
 * #hasRead}; any thread asks.
 */
final class Speaker implements Intake.Follower {
  private final InputStream in;
  // Both are written by the connection's thread, the line before the thread.
  private volatile boolean lineComplete;
  // While it is about to read, reads, or has just read.
  private volatile @Nullable Thread reading;

  Speaker(InputStream in) {
    this.in = in;
  }

  static Speaker of(SocketChannel channel) throws IOException {
    return new Speaker(channel.socket().getInputStream());
  }

  @Override
  public void reads() {
    reading = Thread.currentThread();
  }

  @Override
  public void hasRead(boolean complete) {
    lineComplete = complete;
    reading = null;
  }

  /** The line has been read, or something waits to be read. */
  boolean hasSpoken() {
    return lineComplete || isWaitedFor();
  }

  /** It has said nothing, or has stopped in the middle of its line. */
  boolean isSilent() {
    // In this order: what is read after the first question is seen by the second or the third.
    return !isWaitedFor() && holdsNothing() && !lineComplete;
  }

  private boolean isWaitedFor() {
    try {
      return in.available() > 0;
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Whether there is nothing that the thread has read and not reported: it is not at reading, or
   * sleeps in a read. It would have to report what it has read before its next read.
   */
  private boolean holdsNothing() {
    Thread thread = reading;
    return thread == null
        || switch (thread.getState()) {
          case WAITING, TIMED_WAITING -> thread.equals(reading);
          case NEW, RUNNABLE, BLOCKED, TERMINATED -> false;
        };
  }
}
