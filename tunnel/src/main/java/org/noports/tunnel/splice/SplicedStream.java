package org.noports.tunnel.splice;

import java.nio.channels.SocketChannel;
import java.util.concurrent.CountDownLatch;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One direction that is spliced. {@link #await} and {@link #stop} are for any thread; all else
 * belongs to the thread of its loop.
 *
 * <pre>
 * reading  no pipe                          --bytes come--> moved to a pipe and on
 *                                         --to is full--> writing
 *                                         --silence-----> IDLE
 * writing  a pipe is held                   --to has room-> moved on; reading when the pipe is empty
 * any                                     --stop--------> STOPPED
 * </pre>
 */
public final class SplicedStream {
  final SocketChannel source;
  final SocketChannel target;
  final LongConsumer moved;
  private final SpliceLoop loop;
  private final CountDownLatch ended = new CountDownLatch(1);
  // Written before the latch, read after it.
  private SpliceEnd end = SpliceEnd.STOPPED;
  private volatile boolean stopped;

  // Of the loop's thread.
  int slot = -1;
  int from = SocketDescriptors.NONE;
  int to = SocketDescriptors.NONE;
  @Nullable Pipe pipe;
  long inPipe;
  boolean writing;

  /** It waits in the loop to be moved again. */
  boolean again;

  long activeNanos;

  SplicedStream(SpliceLoop loop, SocketChannel source, SocketChannel target, LongConsumer moved) {
    this.loop = loop;
    this.source = source;
    this.target = target;
    this.moved = moved;
  }

  /** Waits until it has ended and holds neither socket; not interruptible: {@link #stop} it. */
  public SpliceEnd await() {
    boolean interrupted = false;
    while (true) {
      try {
        ended.await();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return end;
  }

  /** Lets go of both sockets soon; what is on its way is lost. Idempotent. */
  public void stop() {
    stopped = true;
    loop.attend(this);
  }

  boolean isStopped() {
    return stopped;
  }

  boolean hasEnded() {
    return ended.getCount() == 0;
  }

  void end(SpliceEnd how) {
    end = how;
    ended.countDown();
  }
}
