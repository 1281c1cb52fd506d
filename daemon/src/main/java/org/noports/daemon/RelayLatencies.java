package org.noports.daemon;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.noports.protocol.ErrorCode;
import org.noports.protocol.ProtocolException;
import org.noports.protocol.json.Json;
import org.noports.protocol.json.JsonObject;
import org.noports.protocol.json.JsonValue;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.session.MessageName;
import org.noports.protocol.session.ServiceAddress;
import org.noports.protocol.wire.NetworkText;

/**
 * Measures how far relays are from here, for a client that chooses one (sessions.md 3.8): the time
 * to connect, in milliseconds, -1 when there is no way. All at the same time, each within a limit.
 * Thread-safe.
 */
final class RelayLatencies {
  static final int MOST_RELAYS = 16;
  static final Duration LIMIT = Duration.ofSeconds(5);

  /**
   * Of relays that have no port for all sessions: whether something listens there does not matter.
   */
  private static final int USUAL_PORT = 443;

  private static final long UNREACHABLE = -1;

  private final DaemonEdge edge;
  private final DaemonConfig config;
  private final Resolver resolver;
  private final SessionLog log;

  RelayLatencies(DaemonEdge edge, DaemonConfig config, Resolver resolver, SessionLog log) {
    this.edge = edge;
    this.config = config;
    this.resolver = resolver;
    this.log = log;
  }

  void handle(Message message) throws InterruptedException {
    Map<String, ServiceAddress> relays;
    try {
      relays = read(message.value());
    } catch (ProtocolException e) {
      log.dropped(
          message.from(),
          "its relays are malformed: " + NetworkText.escaped(String.valueOf(e.getMessage())));
      return;
    }
    edge.notify(
        MessageName.relayLatencies(message.from(), config.device(), edge.atSign()),
        measure(relays).canonical(),
        Reply.SHORT_LIVED);
  }

  private static Map<String, ServiceAddress> read(String value) {
    Map<String, JsonValue> members = Json.parseObject(value).members();
    if (members.size() > MOST_RELAYS) {
      throw new ProtocolException(ErrorCode.AT0005, "there are more than " + MOST_RELAYS);
    }
    Map<String, ServiceAddress> relays = new LinkedHashMap<>();
    members.forEach((name, relay) -> {
      if (!(relay instanceof JsonObject address)) {
        throw new ProtocolException(ErrorCode.AT0022, "a relay is not an object");
      }
      relays.put(
          AtSign.of(name).text(), ServiceAddress.of(address.string("ipaddr"), port(address)));
    });
    return relays;
  }

  private static int port(JsonObject address) {
    Long port = address.optInteger("port");
    if (port == null) {
      return USUAL_PORT;
    }
    if (port < 1 || port > 65535) {
      throw new ProtocolException(ErrorCode.AT0022, "a relay's port is not one");
    }
    return port.intValue();
  }

  private JsonObject measure(Map<String, ServiceAddress> relays) throws InterruptedException {
    Map<String, Future<Long>> measured = new LinkedHashMap<>();
    JsonObject.Builder answer = JsonObject.builder();
    try (ExecutorService threads =
        Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("daemon relay latency ", 1).factory())) {
      relays.forEach((name, at) -> measured.put(name, threads.submit(() -> milliseconds(at))));
      for (Map.Entry<String, Future<Long>> each : measured.entrySet()) {
        answer.put(each.getKey(), result(each.getValue()));
      }
    }
    return answer.build();
  }

  private static long result(Future<Long> measured) throws InterruptedException {
    try {
      return measured.get();
    } catch (ExecutionException e) {
      return UNREACHABLE;
    }
  }

  private long milliseconds(ServiceAddress relay) throws InterruptedException {
    InetSocketAddress address = resolved(relay);
    if (address == null) {
      return UNREACHABLE;
    }
    long begin = System.nanoTime();
    try (Socket socket = new Socket()) {
      socket.connect(address, Math.toIntExact(LIMIT.toMillis()));
    } catch (ConnectException e) {
      // A refusal has come all the way, too.
    } catch (IOException e) {
      return UNREACHABLE;
    }
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
  }

  private @Nullable InetSocketAddress resolved(ServiceAddress relay) throws InterruptedException {
    try {
      return new InetSocketAddress(resolver.resolve(relay.host()).getFirst(), relay.port());
    } catch (UnknownHostException e) {
      return null;
    }
  }
}
