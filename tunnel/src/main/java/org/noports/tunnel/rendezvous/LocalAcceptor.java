package org.noports.tunnel.rendezvous;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;

/**
 * Accepts on listeners that outlive it: a selector can be given up where a blocking accept would
 * have to be broken off by closing the listener. Accepts no more than a number of connections at a
 * time. {@link #accept} is for one thread; the rest is thread-safe.
 */
final class LocalAcceptor implements Closeable {
  private final Selector selector;
  private final List<SelectionKey> keys = new ArrayList<>();
  private final Semaphore free;

  LocalAcceptor(List<ServerSocketChannel> listeners, int most) throws IOException {
    free = new Semaphore(most);
    selector = Selector.open();
    boolean registered = false;
    try {
      for (ServerSocketChannel listener : listeners) {
        listener.configureBlocking(false);
        keys.add(listener.register(selector, SelectionKey.OP_ACCEPT));
      }
      registered = true;
    } finally {
      if (!registered) {
        selector.close();
      }
    }
  }

  /** Waits for the next connection, in blocking mode; throws when closed. */
  SocketChannel accept() throws IOException {
    free.acquireUninterruptibly();
    try {
      while (selector.isOpen()) {
        for (SelectionKey key : keys) {
          SocketChannel local = ((ServerSocketChannel) key.channel()).accept();
          if (local != null) {
            return local;
          }
        }
        selector.select(key -> {});
      }
      throw new ClosedChannelException();
    } catch (ClosedSelectorException e) {
      throw new ClosedChannelException();
    }
  }

  /** One connection less. */
  void release() {
    free.release();
  }

  @Override
  public void close() throws IOException {
    selector.close();
    // Whoever waits for a free place comes back to find the selector closed.
    free.release();
  }
}
