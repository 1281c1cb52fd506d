package org.noports.cli.sshnp;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.channel.Channel;
import org.apache.sshd.common.channel.ChannelListener;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionListener;
import org.jspecify.annotations.Nullable;

/**
 * An ssh session that only forwards, until it ends or nothing has come through for a while
 * (sessions.md 6.6). The library's threads tell, one waits; the lock guards all fields.
 */
final class ForwardsOnly implements ChannelListener, SessionListener {
  private final ClientSession session;
  private final Duration idle;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private int channels;
  private boolean closed;

  ForwardsOnly(ClientSession session, Duration idle) {
    this.session = session;
    this.idle = idle;
  }

  /** The exit code: 0 when it ended for want of use. */
  int run() throws InterruptedException {
    session.addChannelListener(this);
    session.addSessionListener(this);
    lock.lock();
    try {
      long left = idle.toNanos();
      while (!closed && session.isOpen() && left > 0) {
        if (channels > 0) {
          changed.await(1, TimeUnit.MINUTES);
          left = idle.toNanos();
        } else {
          left = changed.awaitNanos(left);
        }
      }
      return left > 0 ? 1 : 0;
    } finally {
      lock.unlock();
    }
  }

  private void count(int more, boolean end) {
    lock.lock();
    try {
      channels += more;
      closed |= end;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void channelOpenSuccess(Channel channel) {
    count(1, false);
  }

  @Override
  public void channelClosed(Channel channel, @Nullable Throwable reason) {
    count(-1, false);
  }

  @Override
  public void sessionClosed(Session ended) {
    count(0, true);
  }
}
