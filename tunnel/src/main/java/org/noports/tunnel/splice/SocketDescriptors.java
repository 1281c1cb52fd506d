package org.noports.tunnel.splice;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.channels.SocketChannel;
import java.util.function.IntConsumer;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Gets at the file descriptor of a socket. The JDK keeps it to itself: this needs {@code
 * --add-exports java.base/sun.nio.ch=...}, which the launcher gives, and says so when it is
 * missing.
 *
 * <p>The danger is reuse: a channel closed by another thread gives its number back, and the next
 * connection of somebody else gets it. So the number is only duplicated, and the duplicate counts
 * only if the channel is still open afterwards: a channel is marked closed before its descriptor
 * is, so the number was its own all the while. The duplicate then belongs to us alone, whatever
 * happens to the channel. Thread-safe.
 */
final class SocketDescriptors {
  static final int NONE = -1;

  private final Method number;

  private SocketDescriptors(Method number) {
    this.number = number;
  }

  /** Null when the JDK does not let us. */
  static @Nullable SocketDescriptors find() {
    Module base = Object.class.getModule();
    if (!base.isExported("sun.nio.ch", SocketDescriptors.class.getModule())) {
      return null;
    }
    try {
      return new SocketDescriptors(Class.forName("sun.nio.ch.SelChImpl").getMethod("getFDVal"));
    } catch (ReflectiveOperationException e) {
      return null;
    }
  }

  /** The socket's own number, for questions only; NONE when the channel is closed. */
  int number(SocketChannel channel) {
    try {
      int own = (int) number.invoke(channel);
      return channel.isOpen() ? own : NONE;
    } catch (IllegalAccessException | InvocationTargetException | IllegalArgumentException e) {
      return NONE;
    }
  }

  /** A descriptor of the socket for the caller to close; NONE when the channel is closed. */
  int duplicate(SocketChannel channel, SystemCalls calls) {
    return duplicate(channel, calls::duplicate, calls::close);
  }

  /** As above, by other calls. */
  int duplicate(SocketChannel channel, IntUnaryOperator duplicating, IntConsumer closing) {
    int own = number(channel);
    int copy = own == NONE ? NONE : duplicating.applyAsInt(own);
    if (copy >= 0 && !channel.isOpen()) {
      closing.accept(copy);
      return NONE;
    }
    return copy >= 0 ? copy : NONE;
  }
}
