package org.noports.tunnel.rendezvous;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.noports.protocol.session.ServiceAddress;
import org.noports.protocol.session.SessionKeys;
import org.noports.protocol.tunnel.AeadKeys;
import org.noports.protocol.tunnel.ControlLine;
import org.noports.tunnel.datagrams.DatagramLimits;
import org.noports.tunnel.datagrams.FlowPlaces;
import org.noports.tunnel.pairing.Side;
import org.noports.tunnel.pump.Pump;
import org.noports.tunnel.pump.PumpLimits;
import org.noports.tunnel.pump.Sockets;

/** Both real sides of an authenticated session, a service, and a relay that is the test's. */
final class AuthenticatedRig implements AutoCloseable {
  final SecureRandom random = new SecureRandom();
  final AeadKeys keys =
      AeadKeys.derive(SessionKeys.generate(random, true), "the request", "the answer");
  final Pump pump;
  final MeddlingRelay relay = new MeddlingRelay();
  final ServerSocketChannel service = TwoPorts.bind();
  final ServerSocketChannel local = TwoPorts.bind();

  /** Further services that may be named, by a name that means this machine. */
  final Set<ServiceAddress> admitted = ConcurrentHashMap.newKeySet();

  /** The session's own service, and the bounds on datagrams; for the next device. */
  ServiceAddress target = new ServiceAddress("127.0.0.1", TwoPorts.port(service));

  /** Connections the next client keeps ready. */
  int prepared;

  DatagramLimits datagrams = DatagramLimits.DEFAULT;

  AuthenticatedRig() {
    this(PumpLimits.DEFAULT);
  }

  AuthenticatedRig(PumpLimits limits) {
    pump = new Pump(limits);
  }

  private ServiceAddress admit(ServiceAddress wanted) throws ServiceUnreachable {
    if (!admitted.contains(wanted)) {
      throw new ServiceUnreachable(ControlLine.Failed.Reason.DENIED);
    }
    return wanted.at("127.0.0.1");
  }

  DeviceSide openDevice() {
    return DeviceSide.open(
        new DeviceSideOptions(
            "device",
            relay.address(Side.B),
            TwoPorts.credential(Side.B),
            new StreamKeys.Authenticated(keys),
            target,
            this::admit,
            Duration.ofSeconds(60),
            pump,
            datagrams,
            new FlowPlaces(datagrams.flows()),
            false));
  }

  /** What connects to the local port is the session's from now on. */
  ClientSide openClient() {
    ClientSide side =
        ClientSide.open(
            new ClientSideOptions(
                "client",
                relay.address(Side.A),
                TwoPorts.credential(Side.A),
                new StreamKeys.Authenticated(keys),
                Duration.ofSeconds(60),
                null,
                Duration.ofSeconds(15),
                prepared,
                random,
                pump));
    Thread.ofVirtual().start(() -> serveLocal(side));
    return side;
  }

  private void serveLocal(ClientSide side) {
    try {
      while (true) {
        SocketChannel socket = local.accept();
        Thread.ofVirtual().start(() -> carry(side, socket));
      }
    } catch (IOException e) {
      // Closed.
    }
  }

  private static void carry(ClientSide side, SocketChannel socket) {
    try {
      side.dial().carry(socket);
    } catch (IOException e) {
      Sockets.reset(socket);
    }
  }

  /** A connection of the user's program. */
  Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), TwoPorts.port(local));
    socket.setSoTimeout(20_000);
    return socket;
  }

  /** The service's end of the next connection. */
  Socket accept() throws IOException {
    Socket socket = service.accept().socket();
    socket.setSoTimeout(20_000);
    return socket;
  }

  @Override
  public void close() throws IOException {
    relay.close();
    service.close();
    local.close();
    pump.close();
  }
}
