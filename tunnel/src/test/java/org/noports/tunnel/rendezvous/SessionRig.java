package org.noports.tunnel.rendezvous;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.noports.protocol.session.ServiceAddress;
import org.noports.protocol.session.SessionKeys;
import org.noports.protocol.tunnel.AeadKeys;
import org.noports.protocol.tunnel.ControlLine;
import org.noports.tunnel.pairing.Side;
import org.noports.tunnel.pump.Pump;
import org.noports.tunnel.pump.PumpLimits;
import org.noports.tunnel.pump.Sockets;

/** A relay, a service that echoes, and a local port: what the two sides of a session need. */
final class SessionRig implements AutoCloseable {
  private final Pump pump = new Pump(PumpLimits.DEFAULT);
  final TwoPorts relay = new TwoPorts(pump);
  final ServerSocketChannel service = TwoPorts.bind();
  final ServerSocketChannel local = TwoPorts.bind();
  final SecureRandom random = new SecureRandom();
  private final AtomicReference<@Nullable ClientSide> serving = new AtomicReference<>();

  SessionRig() {
    Thread.ofVirtual().start(this::serveLocal);
  }

  @Override
  public void close() throws IOException {
    relay.close();
    service.close();
    local.close();
    pump.close();
  }

  StreamKeys twinKeys() {
    return counterMode(SessionKeys.generate(random, true));
  }

  static StreamKeys counterMode(SessionKeys keys) {
    return new StreamKeys.CounterMode(keys);
  }

  StreamKeys authenticated() {
    return new StreamKeys.Authenticated(
        AeadKeys.derive(SessionKeys.generate(random, true), "request", "answer"));
  }

  SocketChannel dialRelay() throws IOException {
    SocketChannel channel =
        SocketChannel.open(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), relay.address(Side.A).port()));
    TwoPorts.credential(Side.A).authenticate(channel, Duration.ofSeconds(1));
    return channel;
  }

  static boolean isOver(Socket socket) {
    try {
      return socket.getInputStream().read() < 0;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  DeviceSideOptions deviceOptions(StreamKeys keys, Duration idle) {
    return deviceOptions(keys, idle, TwoPorts.port(service));
  }

  DeviceSideOptions deviceOptions(StreamKeys keys, Duration idle, int servicePort) {
    return new DeviceSideOptions(
        "device",
        relay.address(Side.B),
        TwoPorts.credential(Side.B),
        keys,
        new ServiceAddress("localhost", servicePort),
        wanted -> {
          throw new ServiceUnreachable(ControlLine.Failed.Reason.DENIED);
        },
        idle,
        pump);
  }

  /** A client's side that serves what connects to the local port. */
  ClientSide client(StreamKeys keys, Duration timeout) {
    ClientSide side = ClientSide.open(clientOptions(keys, timeout));
    serving.set(side);
    return side;
  }

  private void serveLocal() {
    try {
      while (true) {
        SocketChannel socket = local.accept();
        Thread.ofVirtual().start(() -> carry(socket));
      }
    } catch (IOException e) {
      // Closed.
    }
  }

  private void carry(SocketChannel socket) {
    try {
      requireNonNull(serving.get()).dial().carry(socket);
    } catch (IOException e) {
      Sockets.reset(socket);
    }
  }

  private ClientSideOptions clientOptions(StreamKeys keys, Duration timeout) {
    return new ClientSideOptions(
        "client",
        relay.address(Side.A),
        TwoPorts.credential(Side.A),
        keys,
        timeout,
        null,
        Duration.ofSeconds(15),
        0,
        random,
        pump);
  }

  Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), TwoPorts.port(local));
    socket.setSoTimeout(30_000);
    return socket;
  }

  static String echoed(Socket socket, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    socket.getOutputStream().write(bytes);
    return new String(socket.getInputStream().readNBytes(bytes.length), StandardCharsets.UTF_8);
  }

  void serveEchoes() {
    Thread.ofVirtual()
        .start(() -> {
          try {
            while (true) {
              SocketChannel one = service.accept();
              Thread.ofVirtual().start(() -> echo(one));
            }
          } catch (IOException e) {
            // Closed.
          }
        });
  }

  private static void echo(SocketChannel channel) {
    try (channel) {
      InputStream in = channel.socket().getInputStream();
      OutputStream out = channel.socket().getOutputStream();
      in.transferTo(out);
    } catch (IOException e) {
      // The test ended it.
    }
  }
}
