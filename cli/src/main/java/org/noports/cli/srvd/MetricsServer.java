package org.noports.cli.srvd;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.noports.cli.options.EnvironmentProblem;
import org.noports.protocol.json.JsonArray;
import org.noports.protocol.json.JsonObject;
import org.noports.protocol.json.JsonValue;
import org.noports.protocol.name.AtSign;
import org.noports.relay.Relay;
import org.noports.relay.SessionUsage;
import org.noports.relay.Totals;

/**
 * What operators' machines ask a relay: {@code /metrics} for Prometheus, {@code /health} for what
 * watches or balances (200 while it takes sessions, 503 when not), {@code /sessions} for what each
 * live session and each client uses. Reads only; no secrets. Thread-safe.
 */
final class MetricsServer implements AutoCloseable {
  private static final String JSON = "application/json";

  private final Relay relay;
  private final RelayMetrics metrics;
  private final HttpServer server;
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("metrics ", 0).factory());

  private MetricsServer(Relay relay, HttpServer server) {
    this.relay = relay;
    this.metrics = new RelayMetrics(relay);
    this.server = server;
  }

  static MetricsServer start(InetSocketAddress address, Relay relay) {
    HttpServer server;
    try {
      server = HttpServer.create(address, 16);
    } catch (IOException e) {
      throw new EnvironmentProblem(
          "--metrics: cannot listen on %s:%d: %s; choose another port"
              .formatted(address.getAddress().getHostAddress(), address.getPort(), e.getMessage()),
          e);
    }
    MetricsServer metrics = new MetricsServer(relay, server);
    server.setExecutor(metrics.threads);
    server.createContext("/", metrics::serve);
    server.start();
    return metrics;
  }

  /** Where it answers. */
  String url() {
    InetSocketAddress address = server.getAddress();
    String host = address.getAddress().getHostAddress();
    return "http://%s:%d"
        .formatted(host.indexOf(':') < 0 ? host : "[" + host + "]", address.getPort());
  }

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      boolean reads =
          exchange.getRequestMethod().equals("GET") || exchange.getRequestMethod().equals("HEAD");
      String path = exchange.getRequestURI().getPath();
      if (!reads) {
        answer(exchange, 405, "text/plain", "only GET");
      } else if (path.equals("/metrics")) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        metrics.write(text);
        answer(exchange, 200, metrics.contentType(), text.toString(StandardCharsets.UTF_8));
      } else if (path.equals("/health")) {
        health(exchange);
      } else if (path.equals("/sessions")) {
        answer(exchange, 200, JSON, sessions().canonical());
      } else {
        answer(exchange, 404, "text/plain", "there are /metrics, /health and /sessions");
      }
    }
  }

  private void health(HttpExchange exchange) throws IOException {
    String state = !relay.isServing() ? "down" : relay.isDraining() ? "draining" : "serving";
    JsonObject health =
        JsonObject.builder().put("status", state).put("sessions", relay.sessions()).build();
    answer(exchange, state.equals("serving") ? 200 : 503, JSON, health.canonical());
  }

  private JsonObject sessions() {
    List<JsonValue> sessions = new ArrayList<>();
    Map<AtSign, Sum> clients = new LinkedHashMap<>();
    for (SessionUsage usage : relay.usage()) {
      sessions.add(
          traffic(usage.totals())
              .put("id", usage.id().text())
              .put("client", usage.client().text())
              .put("daemon", usage.daemon().text())
              .put("seconds", usage.age().toSeconds())
              .put("connections", usage.connections())
              .build());
      clients.merge(usage.client(), Sum.of(usage), Sum::plus);
    }
    List<JsonValue> byClient = new ArrayList<>();
    clients.forEach((client, sum) ->
        byClient.add(
            traffic(sum.totals())
                .put("client", client.text())
                .put("sessions", sum.sessions())
                .put("connections", sum.connections())
                .build()));
    return JsonObject.builder()
        .put("sessions", new JsonArray(sessions))
        .put("clients", new JsonArray(byClient))
        .build();
  }

  /** What the live sessions of one client use together. */
  private record Sum(long sessions, long connections, Totals totals) {
    static Sum of(SessionUsage usage) {
      return new Sum(1, usage.connections(), usage.totals());
    }

    Sum plus(Sum other) {
      return new Sum(
          sessions + other.sessions, connections + other.connections, totals.plus(other.totals));
    }
  }

  private static JsonObject.Builder traffic(Totals totals) {
    return JsonObject.builder()
        .put("pairs", totals.pairsLive())
        .put("pairs_started", totals.pairsStarted())
        .put("bytes_to_daemon", totals.bytesAToB())
        .put("bytes_to_client", totals.bytesBToA());
  }

  private static void answer(HttpExchange exchange, int status, String type, String text)
      throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", type);
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.sendResponseHeaders(status, -1);
      return;
    }
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
