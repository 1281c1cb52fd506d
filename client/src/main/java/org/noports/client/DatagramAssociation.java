package org.noports.client;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.noports.client.proxy.SocksDatagram;
import org.noports.protocol.session.ServiceAddress;
import org.noports.protocol.tunnel.DatagramFrame;
import org.noports.tunnel.datagrams.DatagramLimits;
import org.noports.tunnel.datagrams.FlowPlaces;
import org.noports.tunnel.datagrams.FlowTable;

/**
 * The UDP port of one program that has associated with a SOCKS5 proxy (RFC 1928, 7;
 * docs/extensions/udp.md): each service it sends to gets a link through the tunnel, and answers go
 * back to the program alone. It lasts as long as the program's connection to the proxy.
 *
 * <p>Threads, all virtual: one runs it, one carries each link. Nobody waits: what a socket or a
 * queue does not take is dropped. The lock guards the table, never I/O.
 */
final class DatagramAssociation implements AutoCloseable {
  /** Services of one program, and small queues: many programs may have an association each. */
  static final DatagramLimits LIMITS =
      new DatagramLimits(
          64, Duration.ofSeconds(120), Duration.ofSeconds(5), 128 * 1024, Duration.ofSeconds(3));

  /** A link has one flow: the program. */
  private static final int FLOW = 1;

  private static final Logger LOG = System.getLogger(DatagramAssociation.class.getName());

  /** What the association needs of its proxy. */
  interface Services {
    Entrance.Dialer dialer(ServiceAddress service);

    void refused(ServiceAddress service, Exception why);
  }

  private final String name;
  private final InetAddress program;
  private final DatagramLimits limits;
  private final FlowPlaces places;
  private final Services services;
  private final DatagramChannel socket;
  private final Selector selector;
  private final ReentrantLock lock = new ReentrantLock();
  private final FlowTable<ServiceAddress, DatagramLink> links;

  /** Where answers go: from where the program sent first. Written by the thread that runs. */
  private volatile @Nullable InetSocketAddress answersTo;

  /**
   * @param at the address by which the program has reached the proxy
   * @param from where the program sends from; with port 0 it has not said from which
   */
  DatagramAssociation(
      InetAddress at,
      InetSocketAddress from,
      DatagramLimits limits,
      FlowPlaces places,
      Services services)
      throws IOException {
    this.name = "association of " + from.getPort();
    this.program = from.getAddress();
    this.answersTo = from.getPort() == 0 ? null : from;
    this.limits = limits;
    this.places = places;
    this.services = services;
    this.links = new FlowTable<>(limits, System::nanoTime);
    this.selector = Selector.open();
    this.socket =
        DatagramChannel.open(
            at instanceof Inet4Address
                ? StandardProtocolFamily.INET
                : StandardProtocolFamily.INET6);
    boolean ready = false;
    try {
      socket.bind(new InetSocketAddress(at, 0));
      socket.configureBlocking(false);
      socket.register(selector, SelectionKey.OP_READ);
      ready = true;
    } finally {
      if (!ready) {
        close();
      }
    }
  }

  /** Where the program is to send to. */
  InetSocketAddress address() throws IOException {
    return (InetSocketAddress) socket.getLocalAddress();
  }

  /** Takes what the program sends until closed. */
  void run() {
    ByteBuffer buffer =
        ByteBuffer.allocateDirect(SocksDatagram.MOST_HEADER_BYTES + DatagramFrame.MAX_DATAGRAM + 1);
    long pause = Math.max(1, limits.idle().toMillis() / 4);
    try {
      while (selector.isOpen()) {
        selector.select(key -> take(buffer), pause);
        expire();
      }
    } catch (ClosedSelectorException e) {
      // Closed.
    } catch (IOException e) {
      LOG.log(Level.WARNING, () -> name + ": datagrams cannot be received: " + e);
    } finally {
      close();
    }
  }

  /** One; the others are still there when it is looked again. */
  private void take(ByteBuffer buffer) {
    try {
      buffer.clear();
      SocketAddress from = socket.receive(buffer);
      if (from instanceof InetSocketAddress sender && isProgram(sender)) {
        Optional<SocksDatagram> datagram = SocksDatagram.parse(buffer.flip());
        if (datagram.isPresent()) {
          answersTo = sender;
          send(datagram.get());
        }
      }
    } catch (IOException e) {
      LOG.log(Level.DEBUG, () -> name + ": a datagram was not received: " + e);
    }
  }

  private boolean isProgram(InetSocketAddress sender) {
    InetSocketAddress known = answersTo;
    return known == null ? sender.getAddress().equals(program) : sender.equals(known);
  }

  private void send(SocksDatagram datagram) {
    DatagramLink link = link(datagram);
    if (link != null) {
      link.send(FLOW, datagram.data());
    }
  }

  /** Null when there are as many as may be, and all are in use. */
  private @Nullable DatagramLink link(SocksDatagram datagram) {
    @Nullable DatagramLink evicted = null;
    DatagramLink link;
    lock.lock();
    try {
      DatagramLink known = links.use(datagram.service());
      if (known != null) {
        return known;
      }
      if (links.isFull()) {
        evicted = links.evict();
        if (evicted == null) {
          return null;
        }
      } else if (!selector.isOpen() || !places.take()) {
        return null;
      }
      link = linkTo(datagram.service(), datagram.header());
      links.add(datagram.service(), link);
    } finally {
      lock.unlock();
    }
    if (evicted != null) {
      evicted.close(); // Its place is the new one's.
    }
    return link;
  }

  private DatagramLink linkTo(ServiceAddress service, byte[] header) {
    return new DatagramLink(
        name + " with " + service,
        limits,
        services.dialer(service),
        why -> services.refused(service, why),
        (flow, bytes) -> answer(service, header, bytes));
  }

  private void answer(ServiceAddress service, byte[] header, ByteBuffer bytes) {
    lock.lock();
    try {
      if (links.use(service) == null) {
        return;
      }
    } finally {
      lock.unlock();
    }
    InetSocketAddress to = answersTo;
    if (to == null) {
      return;
    }
    try {
      socket.send(
          ByteBuffer.allocate(header.length + bytes.remaining()).put(header).put(bytes).flip(), to);
    } catch (IOException e) {
      // The program is gone, or this is more than it can be sent in one.
      LOG.log(Level.DEBUG, () -> name + ": an answer was not delivered: " + e);
    }
  }

  private void expire() {
    List<DatagramLink> gone;
    lock.lock();
    try {
      gone = links.expire();
    } finally {
      lock.unlock();
    }
    gone.forEach(this::end);
  }

  private void end(DatagramLink link) {
    places.giveBack();
    link.close();
  }

  /** Services it has links to now. */
  int size() {
    lock.lock();
    try {
      return links.size();
    } finally {
      lock.unlock();
    }
  }

  /** Ends {@link #run} and all links. Idempotent. */
  @Override
  public void close() {
    List<DatagramLink> all;
    try {
      selector.close();
      socket.close();
    } catch (IOException e) {
      LOG.log(Level.DEBUG, () -> name + ": " + e);
    }
    lock.lock();
    try {
      all = links.clear();
    } finally {
      lock.unlock();
    }
    all.forEach(this::end);
  }
}
