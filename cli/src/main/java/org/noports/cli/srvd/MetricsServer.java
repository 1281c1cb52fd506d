package org.noports.cli.srvd;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.noports.cli.service.OperatorPages;
import org.noports.cli.service.OperatorPages.Page;
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
  private final Relay relay;
  private final RelayMetrics metrics;
  private final OperatorPages pages;

  private MetricsServer(InetSocketAddress address, Relay relay) {
    this.relay = relay;
    this.metrics = new RelayMetrics(relay);
    this.pages =
        OperatorPages.start(
            address,
            Map.of(
                "/metrics",
                this::figures,
                "/health",
                this::health,
                "/sessions",
                () -> Page.json(200, sessions().canonical())));
  }

  static MetricsServer start(InetSocketAddress address, Relay relay) {
    return new MetricsServer(address, relay);
  }

  /** Where it answers. */
  String url() {
    return pages.url();
  }

  private Page figures() throws IOException {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    metrics.write(text);
    return new Page(200, metrics.contentType(), text.toString(StandardCharsets.UTF_8));
  }

  private Page health() {
    String state = !relay.isServing() ? "down" : relay.isDraining() ? "draining" : "serving";
    JsonObject health =
        JsonObject.builder().put("status", state).put("sessions", relay.sessions()).build();
    return Page.json(state.equals("serving") ? 200 : 503, health.canonical());
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

  @Override
  public void close() {
    pages.close();
  }
}
