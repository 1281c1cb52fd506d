package org.noports.tunnel.datagrams;

import java.io.Closeable;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.noports.protocol.tunnel.DatagramFrame;
import org.noports.protocol.tunnel.DatagramReader;

/**
 * The device's end of datagrams: a socket of its own for each flow, which takes answers from the
 * service only (docs/extensions/udp.md). The sockets are not connected: the JDK sends no empty
 * datagram through one that is.
 *
 * <p>The thread that receives from the tunnel sends to the service and opens flows; the one in
 * {@link #run} takes the answers and ends idle flows. Neither waits for the service: a socket that
 * takes nothing loses its datagram. The lock guards the table.
 */
public final class DeviceFlows implements DatagramReader.Sink, Closeable {
  /** Datagrams taken from one flow before the others have their turn. */
  private static final int TURN = 64;

  private static final Logger LOG = System.getLogger(DeviceFlows.class.getName());

  private final String name;
  private final InetSocketAddress service;
  private final DatagramLimits limits;
  private final FlowPlaces places;
  private final DatagramQueue answers;
  private final Selector selector;
  private final ReentrantLock lock = new ReentrantLock();
  private final FlowTable<Integer, Flow> flows;

  private record Flow(int number, DatagramChannel socket) {}

  public DeviceFlows(
      String name,
      InetSocketAddress service,
      DatagramLimits limits,
      FlowPlaces places,
      DatagramQueue answers)
      throws IOException {
    this.name = name;
    this.service = service;
    this.limits = limits;
    this.places = places;
    this.answers = answers;
    this.flows = new FlowTable<>(limits, System::nanoTime);
    this.selector = Selector.open();
  }

  /** Sends one to the service; dropped when there is no room for its flow. */
  @Override
  public void datagram(int number, ByteBuffer bytes) {
    try {
      Flow flow = flow(number);
      if (flow != null) {
        flow.socket().send(bytes, service);
      }
    } catch (IOException e) {
      // There is no way to there, or it is too large for it: lost, as UDP allows.
      LOG.log(Level.DEBUG, () -> name + ": a datagram was not sent: " + e);
    }
  }

  private @Nullable Flow flow(int number) throws IOException {
    @Nullable Flow evicted = null;
    lock.lock();
    try {
      Flow known = flows.use(number);
      if (known != null) {
        return known;
      }
      if (flows.isFull()) {
        evicted = flows.evict();
        if (evicted == null) {
          return null;
        }
      }
    } finally {
      lock.unlock();
    }
    if (evicted != null) {
      close(evicted);
    }
    return open(number);
  }

  /** Only the thread that receives opens flows, so the room found stays. */
  private @Nullable Flow open(int number) throws IOException {
    if (!places.take()) {
      return null;
    }
    boolean kept = false;
    @Nullable DatagramChannel socket = null;
    try {
      socket = DatagramChannel.open();
      socket.bind(null);
      socket.configureBlocking(false);
      Flow flow = new Flow(number, socket);
      socket.register(selector, SelectionKey.OP_READ, flow);
      lock.lock();
      try {
        if (!selector.isOpen()) {
          return null;
        }
        flows.add(number, flow);
      } finally {
        lock.unlock();
      }
      kept = true;
      selector.wakeup();
      return flow;
    } catch (ClosedSelectorException e) {
      return null; // The stream has ended.
    } finally {
      if (!kept) {
        places.giveBack();
        if (socket != null) {
          socket.close();
        }
      }
    }
  }

  /** Takes answers and ends idle flows until closed. */
  public void run() {
    ByteBuffer buffer = ByteBuffer.allocateDirect(DatagramFrame.MAX_DATAGRAM + 1);
    long pause = Math.max(1, limits.idle().toMillis() / 4);
    try {
      while (selector.isOpen()) {
        selector.select(key -> take(key, buffer), pause);
        expire();
      }
    } catch (ClosedSelectorException e) {
      // Closed.
    } catch (IOException e) {
      LOG.log(Level.WARNING, () -> name + ": its datagrams cannot be received: " + e);
    } finally {
      close();
    }
  }

  private void take(SelectionKey key, ByteBuffer buffer) {
    Flow flow = (Flow) key.attachment();
    try {
      for (int i = 0; i < TURN; i++) {
        buffer.clear();
        SocketAddress from = flow.socket().receive(buffer);
        if (from == null) {
          return;
        }
        if (from.equals(service) && isUsed(flow)) {
          answers.offer(flow.number(), buffer.flip());
        }
      }
    } catch (IOException e) {
      LOG.log(Level.DEBUG, () -> name + ": an answer was not received: " + e);
    }
  }

  private boolean isUsed(Flow flow) {
    lock.lock();
    try {
      return flows.use(flow.number()) != null;
    } finally {
      lock.unlock();
    }
  }

  private void expire() {
    List<Flow> gone;
    lock.lock();
    try {
      gone = flows.expire();
    } finally {
      lock.unlock();
    }
    gone.forEach(this::close);
  }

  /** Flows open now. */
  int size() {
    lock.lock();
    try {
      return flows.size();
    } finally {
      lock.unlock();
    }
  }

  /** Ends {@link #run} and every flow. Idempotent. */
  @Override
  public void close() {
    try {
      selector.close();
    } catch (IOException e) {
      LOG.log(Level.DEBUG, () -> name + ": " + e);
    }
    List<Flow> all;
    lock.lock();
    try {
      all = flows.clear();
    } finally {
      lock.unlock();
    }
    all.forEach(this::close);
  }

  private void close(Flow flow) {
    places.giveBack();
    try {
      flow.socket().close();
    } catch (IOException e) {
      // A socket that fails to close is closed.
    }
  }
}
