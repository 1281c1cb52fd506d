package org.noports.client;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.security.SecureRandom;
import java.time.Duration;
import org.noports.atclient.AtClient;
import org.noports.atclient.ReceivedNotification;
import org.noports.atclient.Subscription;
import org.noports.fixtures.ListeningRelay;
import org.noports.protocol.json.Json;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.name.SessionId;
import org.noports.protocol.relay.Nonce;
import org.noports.protocol.relay.PortAnswer;
import org.noports.protocol.session.MessageName;

/** A relay that keeps the client waiting, and that the device can't reach; for one session. */
final class HalfRelay implements AutoCloseable {
  private static final Duration SOON = Duration.ofSeconds(30);

  private final AtClient edge;
  private final Subscription requests;
  private final ListeningRelay sideA = new ListeningRelay();

  HalfRelay(AtClient edge) throws IOException {
    this.edge = edge;
    this.requests = edge.subscribe(MessageName.toRelay());
    Thread.ofVirtual().name("half a relay").start(this::serve);
  }

  AtSign atSign() {
    return edge.atSign();
  }

  private void serve() {
    try {
      ReceivedNotification request = requireNonNull(requests.poll(SOON));
      SessionId session =
          SessionId.of(Json.parseObject(requireNonNull(request.value())).string("sessionId"));
      PortAnswer answer =
          new PortAnswer(
              "127.0.0.1",
              sideA.port(),
              closedPort(),
              Nonce.random(new SecureRandom()),
              false,
              true,
              true);
      edge.notify(
          MessageName.portAnswer(request.from(), session, edge.atSign()),
          answer.toJson().canonical());
    } catch (IOException e) {
      throw new AssertionError("no port to close", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static int closedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Override
  public void close() throws IOException {
    requests.close();
    sideA.close();
  }
}
