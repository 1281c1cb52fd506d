package org.noports.client;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.noports.atclient.AtClient;
import org.noports.atclient.ClientClosed;
import org.noports.atclient.NotifyOptions;
import org.noports.atclient.ReceivedNotification;
import org.noports.atclient.Subscription;
import org.noports.protocol.json.Json;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.relay.Nonce;
import org.noports.protocol.relay.PayloadAuthLine;
import org.noports.protocol.relay.PortAnswer;
import org.noports.protocol.relay.PortRequest;
import org.noports.protocol.relay.RelayMessage;
import org.noports.protocol.session.MessageName;
import org.noports.tunnel.pump.JoinedSockets;
import org.noports.tunnel.pump.Opening;
import org.noports.tunnel.pump.Pump;
import org.noports.tunnel.pump.PumpLimits;
import org.noports.tunnel.pump.Sockets;

/**
 * A relay as of October 2024 (sessions.md 3, column OLD): reads the old members of a request only,
 * answers in CSV, knows signed lines and two ports, says nothing and refuses in silence.
 */
final class OldRelay implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(1);
  private static final Duration POLL = Duration.ofSeconds(1);
  private static final int LINE_FEED = 0x0a;

  private enum Port {
    A,
    B
  }

  private final AtClient edge;
  private final Subscription mail;
  private final Pump pump = new Pump(PumpLimits.DEFAULT);
  private final ConcurrentLinkedQueue<ServerSocketChannel> servers = new ConcurrentLinkedQueue<>();
  private final AtomicLong lines = new AtomicLong();

  OldRelay(AtClient edge) {
    this.edge = edge;
    this.mail = edge.subscribe(MessageName.toRelay());
    Thread.ofVirtual().name("old relay").start(this::serve);
  }

  /** Signed lines that were good. */
  long lines() {
    return lines.get();
  }

  private void serve() {
    try {
      while (true) {
        ReceivedNotification next = mail.poll(POLL);
        if (next != null && RelayMessage.of(next.key()) == RelayMessage.REQUEST_PORTS) {
          open(PortRequest.parse(Json.parseObject(String.valueOf(next.value()))));
        }
      }
    } catch (ClientClosed | InterruptedException e) {
      // The test is over.
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private void open(PortRequest request) throws IOException {
    Session session = new Session(request, Nonce.random(new SecureRandom()));
    PortAnswer answer =
        new PortAnswer(
            "127.0.0.1",
            session.listen(Port.A),
            session.listen(Port.B),
            session.rvdNonce,
            false,
            false,
            false);
    edge.notify(
        MessageName.portAnswer(request.atSignA(), request.sessionId(), edge.atSign()),
        answer.toCsv(),
        NotifyOptions.DEFAULT);
  }

  private final class Session {
    private final PortRequest request;
    private final Nonce rvdNonce;
    private final Map<Port, Deque<SocketChannel>> waiting = new EnumMap<>(Port.class);

    private Session(PortRequest request, Nonce rvdNonce) {
      this.request = request;
      this.rvdNonce = rvdNonce;
      waiting.put(Port.A, new ArrayDeque<>());
      waiting.put(Port.B, new ArrayDeque<>());
    }

    private int listen(Port side) throws IOException {
      ServerSocketChannel server = ServerSocketChannel.open();
      servers.add(server);
      server.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0));
      Thread.ofVirtual().name("old relay " + side).start(() -> accept(side, server));
      return server.socket().getLocalPort();
    }

    private void accept(Port side, ServerSocketChannel server) {
      try {
        while (true) {
          SocketChannel channel = server.accept();
          if (proves(side, channel)) {
            lines.incrementAndGet();
            pair(side, channel);
          } else {
            Sockets.close(channel);
          }
        }
      } catch (IOException e) {
        // Closed: the test is over.
      }
    }

    private boolean proves(Port side, SocketChannel channel) throws IOException {
      ByteArrayOutputStream line = new ByteArrayOutputStream();
      channel.socket().setSoTimeout((int) PATIENCE.toMillis());
      try {
        int next = channel.socket().getInputStream().read();
        while (next >= 0 && next != LINE_FEED) {
          line.write(next);
          next = channel.socket().getInputStream().read();
        }
      } catch (SocketTimeoutException e) {
        return false;
      }
      AtSign expected = side == Port.A ? request.atSignA() : request.atSignB();
      return PayloadAuthLine.verify(
          line.toString(StandardCharsets.UTF_8),
          request.sessionId(),
          request.clientNonce(),
          rvdNonce,
          edge.publicKeyOf(expected));
    }

    private synchronized void pair(Port side, SocketChannel channel) throws IOException {
      SocketChannel other = waiting(side == Port.A ? Port.B : Port.A).poll();
      if (other == null) {
        waiting(side).add(channel);
        return;
      }
      JoinedSockets pair =
          new JoinedSockets(
              "old relay", pump, channel, other, null, null, Opening.NONE, Duration.ofMinutes(1));
      Thread.ofVirtual().name("old relay pair").start(pair::run);
    }

    private Deque<SocketChannel> waiting(Port side) {
      return waiting.getOrDefault(side, new ArrayDeque<>());
    }
  }

  @Override
  public void close() throws IOException {
    mail.close();
    for (ServerSocketChannel server : servers) {
      server.close();
    }
    pump.close();
  }
}
