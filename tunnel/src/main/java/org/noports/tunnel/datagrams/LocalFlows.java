package org.noports.tunnel.datagrams;

import java.io.Closeable;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.noports.protocol.tunnel.DatagramFrame;
import org.noports.protocol.tunnel.DatagramReader;

/**
 * The client's end of datagrams: everybody who sends to the local port is a flow, and answers go
 * back to who began it (docs/extensions/udp.md). Owns no tunnel: what comes is given to an outlet,
 * whatever tunnel there is by then.
 *
 * <p>One thread runs {@link #run}; any gives answers. Nobody waits: a socket that takes nothing
 * loses its datagram. The lock guards the tables.
 */
public final class LocalFlows implements DatagramReader.Sink, Closeable {
  /** Datagrams taken from one socket before flows that are idle are looked for. */
  private static final int TURN = 256;

  private static final Logger LOG = System.getLogger(LocalFlows.class.getName());

  /** Where datagrams go; for the one thread that runs. */
  public interface Outlet {
    /** One datagram; must not wait. Its bytes are only lent. */
    void send(int flow, ByteBuffer bytes);

    /** The last flow has ended. */
    void idle();
  }

  private record Sender(DatagramChannel socket, SocketAddress address) {}

  private record Flow(int number, Sender sender) {}

  private final String name;
  private final List<DatagramChannel> sockets;
  private final DatagramLimits limits;
  private final Selector selector;
  private final ReentrantLock lock = new ReentrantLock();
  private final FlowTable<Sender, Flow> flows;
  private final Map<Integer, Flow> byNumber = new HashMap<>();
  private int lastNumber;

  /**
   * Makes the sockets its own.
   *
   * @param sockets bound
   */
  public LocalFlows(String name, List<DatagramChannel> sockets, DatagramLimits limits)
      throws IOException {
    this.name = name;
    this.sockets = List.copyOf(sockets);
    this.limits = limits;
    this.flows = new FlowTable<>(limits, System::nanoTime);
    this.selector = Selector.open();
    for (DatagramChannel socket : sockets) {
      socket.configureBlocking(false);
      socket.register(selector, SelectionKey.OP_READ);
    }
  }

  /** Takes what local programs send until closed. */
  public void run(Outlet outlet) {
    ByteBuffer buffer = ByteBuffer.allocateDirect(DatagramFrame.MAX_DATAGRAM + 1);
    long pause = Math.max(1, limits.idle().toMillis() / 4);
    try {
      while (selector.isOpen()) {
        selector.select(key -> take((DatagramChannel) key.channel(), buffer, outlet), pause);
        if (expire()) {
          outlet.idle();
        }
      }
    } catch (ClosedSelectorException e) {
      // Closed.
    } catch (IOException e) {
      LOG.log(Level.WARNING, () -> name + ": local datagrams cannot be received: " + e);
    } finally {
      close();
    }
  }

  private void take(DatagramChannel socket, ByteBuffer buffer, Outlet outlet) {
    try {
      for (int i = 0; i < TURN; i++) {
        buffer.clear();
        SocketAddress from = socket.receive(buffer);
        if (from == null) {
          return;
        }
        Flow flow = flow(new Sender(socket, from));
        if (flow != null) {
          outlet.send(flow.number(), buffer.flip());
        }
      }
    } catch (IOException e) {
      LOG.log(Level.DEBUG, () -> name + ": a local datagram was not received: " + e);
    }
  }

  /** Null when there are as many as may be, and all are in use. */
  private @Nullable Flow flow(Sender sender) {
    lock.lock();
    try {
      Flow known = flows.use(sender);
      if (known != null) {
        return known;
      }
      if (flows.isFull()) {
        Flow evicted = flows.evict();
        if (evicted == null) {
          return null;
        }
        byNumber.remove(evicted.number());
      }
      do {
        lastNumber++;
      } while (byNumber.containsKey(lastNumber));
      Flow added = new Flow(lastNumber, sender);
      flows.add(sender, added);
      byNumber.put(added.number(), added);
      return added;
    } finally {
      lock.unlock();
    }
  }

  /** Gives an answer to who began the flow; dropped when that is long ago. */
  @Override
  public void datagram(int number, ByteBuffer bytes) {
    Sender sender;
    lock.lock();
    try {
      Flow flow = byNumber.get(number);
      if (flow == null) {
        return;
      }
      sender = flow.sender();
      flows.use(sender);
    } finally {
      lock.unlock();
    }
    try {
      sender.socket().send(bytes, sender.address());
    } catch (IOException e) {
      // The local program is gone, or has closed its port.
      LOG.log(Level.DEBUG, () -> name + ": an answer was not delivered: " + e);
    }
  }

  /** Whether the last flow has ended just now. */
  private boolean expire() {
    lock.lock();
    try {
      List<Flow> gone = flows.expire();
      gone.forEach(flow -> byNumber.remove(flow.number()));
      return !gone.isEmpty() && flows.size() == 0;
    } finally {
      lock.unlock();
    }
  }

  /** Flows now. */
  public int size() {
    lock.lock();
    try {
      return flows.size();
    } finally {
      lock.unlock();
    }
  }

  /** Ends {@link #run} and closes the sockets. Idempotent. */
  @Override
  public void close() {
    closeQuietly(selector);
    sockets.forEach(LocalFlows::closeQuietly);
  }

  private static void closeQuietly(Closeable one) {
    try {
      one.close();
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "Closing a local socket failed", e);
    }
  }
}
