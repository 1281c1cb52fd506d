package org.noports.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Function;
import org.noports.atclient.AtClient;
import org.noports.atclient.AtClientException;
import org.noports.client.proxy.Handshake;
import org.noports.client.proxy.Refusal;
import org.noports.client.proxy.Turn;
import org.noports.protocol.session.ServiceAddress;
import org.noports.tunnel.TunnelException;
import org.noports.tunnel.datagrams.FlowPlaces;
import org.noports.tunnel.pump.Pump;
import org.noports.tunnel.pump.PumpLimits;
import org.noports.tunnel.pump.Sockets;
import org.noports.tunnel.rendezvous.DataConnection;
import org.noports.tunnel.rendezvous.ServiceUnreachable;

/**
 * A local port that speaks SOCKS5, SOCKS4A and HTTP CONNECT and leads to whatever service the
 * daemon permits, SOCKS5 also to those of UDP. Names are resolved on the daemon's side.
 *
 * <p>Threads: one virtual a connection, and those of its {@link DatagramAssociation}. Thread-safe.
 * Closing it ends the port, its connections and their sessions.
 */
public final class LocalProxy implements AutoCloseable {
  /** Connections at a time. */
  static final int MOST_CONNECTIONS = 500;

  /** UDP services of all associations at a time. */
  static final int MOST_DATAGRAM_LINKS = 256;

  private static final Duration HANDSHAKE_LIMIT = Duration.ofSeconds(10);

  /** Everything a session needs to open, and some more. */
  private static final Duration DIAL_LIMIT = Duration.ofSeconds(60);

  /** The device dials the target, and that may take its whole limit. */
  private static final Duration OPEN_LIMIT = Duration.ofSeconds(20);

  private final LocalPort<ServerSocketChannel> local;
  private final Routes routes;
  private final ProxyListener listener;
  private final Pump pump;
  private final FlowPlaces places = new FlowPlaces(MOST_DATAGRAM_LINKS);
  private final LocalDoor door;

  private LocalProxy(
      LocalPort<ServerSocketChannel> local, Routes routes, ProxyListener listener, Pump pump) {
    this.local = local;
    this.routes = routes;
    this.listener = listener;
    this.pump = pump;
    this.door = LocalDoor.open(local, MOST_CONNECTIONS, this::serve);
  }

  /**
   * Binds the port and serves; sessions are opened when they are needed.
   *
   * @param options of a session to a target
   */
  public static LocalProxy open(
      LocalBinding binding,
      Function<ServiceAddress, NptOptions> options,
      AtClient atClient,
      ProxyListener listener) {
    SecureRandom random = new SecureRandom();
    return open(
        binding,
        options,
        new AtClientEdge(atClient),
        Deadlines.SPECIFIED,
        listener,
        InstantSource.system(),
        random);
  }

  static LocalProxy open(
      LocalBinding binding,
      Function<ServiceAddress, NptOptions> options,
      SessionEdge edge,
      Deadlines deadlines,
      ProxyListener listener,
      InstantSource clock,
      SecureRandom random) {
    LocalPort<ServerSocketChannel> local = LocalPort.bind(binding);
    Pump pump = new Pump(PumpLimits.DEFAULT);
    Routes routes =
        new SessionRoutes(target ->
            SessionSequence.open(
                options.apply(target),
                edge,
                deadlines,
                new Progress(step -> listener.reached(target, step), clock),
                random,
                null,
                pump));
    return new LocalProxy(local, routes, listener, pump);
  }

  public int localPort() {
    return local.port();
  }

  /** The local host as the user gave it. */
  public String localHost() {
    return local.host();
  }

  @Override
  public void close() {
    door.close();
    routes.close();
    pump.close();
  }

  private void serve(SocketChannel socket) throws InterruptedException {
    try {
      Sockets.tune(socket);
      converse(socket);
    } catch (IOException e) {
      // The peer has gone, or took too long to say what it wants.
      Sockets.reset(socket);
    }
  }

  private void converse(SocketChannel channel) throws IOException, InterruptedException {
    Socket socket = channel.socket();
    OutputStream out = socket.getOutputStream();
    HandshakeInput in = new HandshakeInput(socket);
    Optional<Handshake> begun = Handshake.beginningWith(in.next());
    if (begun.isEmpty()) {
      return; // Neither proxy protocol: nothing it would understand can be said.
    }
    Handshake handshake = begun.get();
    while (true) {
      switch (handshake.feed(in.next())) {
        case Turn.More more -> {
          // Goes on.
        }
        case Turn.Say(byte[] bytes) -> out.write(bytes);
        case Turn.Stop(Refusal refusal) -> {
          refuse(socket, handshake, refusal);
          return;
        }
        case Turn.Wants(ServiceAddress target) -> {
          socket.setSoTimeout(0);
          connect(channel, handshake, target);
          return;
        }
        case Turn.Associates(int port) -> {
          socket.setSoTimeout(0);
          associate(socket, handshake, port);
          return;
        }
      }
    }
  }

  private void connect(SocketChannel channel, Handshake handshake, ServiceAddress target)
      throws IOException, InterruptedException {
    try (DataConnection connection = routes.dial(target, DIAL_LIMIT)) {
      connection.awaitOpened(OPEN_LIMIT);
      channel.socket().getOutputStream().write(handshake.granted());
      connection.carry(channel);
    } catch (ServiceUnreachable e) {
      listener.refused(
          handshake.protocol(), target, new TunnelException(String.valueOf(e.getMessage()), e));
      refuse(channel.socket(), handshake, refusal(e));
    } catch (ClientException | AtClientException | TunnelException e) {
      listener.refused(handshake.protocol(), target, e);
      refuse(channel.socket(), handshake, refusal(e));
    }
  }

  /** The association lasts until the program closes this connection. */
  private void associate(Socket socket, Handshake handshake, int port)
      throws IOException, InterruptedException {
    Thread taking;
    try (DatagramAssociation association =
        new DatagramAssociation(
            socket.getLocalAddress(),
            new InetSocketAddress(socket.getInetAddress(), port),
            DatagramAssociation.LIMITS,
            places,
            new UdpServices(handshake.protocol()))) {
      taking = Thread.ofVirtual().name("socks association " + port).start(association::run);
      socket.getOutputStream().write(handshake.associated(association.address()));
      byte[] ignored = new byte[64];
      while (socket.getInputStream().read(ignored) >= 0) {
        // There is nothing left to be said.
      }
    }
    taking.join();
  }

  /** What associations reach. */
  private final class UdpServices implements DatagramAssociation.Services {
    private final String protocol;

    UdpServices(String protocol) {
      this.protocol = protocol;
    }

    @Override
    public Entrance.Dialer dialer(ServiceAddress service) {
      return () -> routes.dial(service, DIAL_LIMIT);
    }

    @Override
    public void refused(ServiceAddress service, Exception why) {
      listener.refused(
          protocol,
          service,
          why instanceof RuntimeException unchecked
              ? unchecked
              : new TunnelException(String.valueOf(why.getMessage()), why));
    }
  }

  private static Refusal refusal(ServiceUnreachable why) {
    return switch (why.reason()) {
      case REFUSED -> Refusal.REFUSED;
      case TIMEOUT -> Refusal.TIMEOUT;
      case UNRESOLVED -> Refusal.UNREACHABLE;
      case DENIED -> Refusal.DENIED;
      case ERROR -> Refusal.FAILED;
    };
  }

  private static Refusal refusal(RuntimeException why) {
    return switch (why) {
      case ClientException.DaemonRefused refused -> Refusal.DENIED;
      case ClientException.NotAuthorized refused -> Refusal.DENIED;
      case ClientException.DaemonSilent silent -> Refusal.TIMEOUT;
      case ClientException.RelaySilent silent -> Refusal.TIMEOUT;
      case ClientException.SessionUnanswered silent -> Refusal.TIMEOUT;
      default -> Refusal.FAILED;
    };
  }

  /** Says it, and lets the peer read it: a close with unread bytes would take it away again. */
  private static void refuse(Socket socket, Handshake handshake, Refusal refusal)
      throws IOException {
    socket.getOutputStream().write(handshake.refused(refusal));
    socket.shutdownOutput();
    socket.setSoTimeout((int) Duration.ofSeconds(2).toMillis());
    InputStream in = socket.getInputStream();
    byte[] ignored = new byte[1024];
    for (int kept = 0; kept < Handshake.MOST_BYTES; ) {
      int read = in.read(ignored);
      if (read < 0) {
        return;
      }
      kept += read;
    }
  }

  /** The peer's bytes one by one, within a number and a time for all of them. */
  private static final class HandshakeInput {
    private final Socket socket;
    private final InputStream in;
    private final long deadline = System.nanoTime() + HANDSHAKE_LIMIT.toNanos();
    private int taken;

    HandshakeInput(Socket socket) throws IOException {
      this.socket = socket;
      this.in = socket.getInputStream();
    }

    int next() throws IOException {
      long left = (deadline - System.nanoTime()) / 1_000_000;
      if (left <= 0 || taken++ > Handshake.MOST_BYTES) {
        throw new SocketTimeoutException("the handshake took too long");
      }
      socket.setSoTimeout((int) left);
      int next = in.read();
      if (next < 0) {
        throw new IOException("the peer left within the handshake");
      }
      return next;
    }
  }
}
