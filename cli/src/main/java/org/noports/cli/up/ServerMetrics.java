package org.noports.cli.up;

import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.noports.atserver.AtServerHost;
import org.noports.atserver.AtServerStatistics;
import org.noports.cli.service.OperatorPages;
import org.noports.cli.service.OperatorPages.Page;
import org.noports.protocol.json.JsonObject;

/**
 * The figures of the atServers for operators' machines: {@code /metrics} for Prometheus and {@code
 * /health}. Read when they are asked for; no atSign is named. Thread-safe.
 */
final class ServerMetrics {
  private static final String PREFIX = "noports_atserver_";

  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final PrometheusTextFormatWriter writer = PrometheusTextFormatWriter.create();
  private final Supplier<AtServerStatistics> figures;

  private ServerMetrics(Supplier<AtServerStatistics> figures) {
    this.figures = figures;
    gauge("atsigns", "atSigns served.", AtServerStatistics::atSigns);
    gauge("connections", "Connections open.", AtServerStatistics::connections);
    gauge("logged_in", "Connections that have logged in.", AtServerStatistics::loggedIn);
    gauge("monitors", "Connections that monitor.", AtServerStatistics::monitors);
    gauge("recipients", "Recipients with something queued.", AtServerStatistics::recipients);
    gauge("storage_bytes", "Bytes the storage takes.", AtServerStatistics::storageBytes);
    counter("delivered", "Notifications delivered.", AtServerStatistics::delivered);
    counter(
        "delivery_failures", "Deliveries that failed once.", AtServerStatistics::failedDeliveries);
    counter("received", "Notifications received.", AtServerStatistics::received);
    counter("logins", "Logins.", AtServerStatistics::logins);
    counter("failed_logins", "Logins that failed.", AtServerStatistics::failedLogins);
    counter("throttled", "Commands of strangers that waited.", AtServerStatistics::throttled);
    labelled("commands", "Commands by verb.", "verb", AtServerStatistics::commands);
    labelled("errors", "Errors answered by code.", "code", AtServerStatistics::errors);
    labelled(
        "turned_away", "Connections refused, by reason.", "reason", AtServerStatistics::turnedAway);
  }

  static OperatorPages serve(InetSocketAddress address, AtServerHost host) {
    ServerMetrics metrics = new ServerMetrics(host::statistics);
    return OperatorPages.start(
        address, Map.of("/metrics", metrics::page, "/health", () -> health(host)));
  }

  private static Page health(AtServerHost host) {
    boolean serving = host.isServing();
    return Page.json(
        serving ? 200 : 503,
        JsonObject.builder()
            .put("status", serving ? "serving" : "down")
            .put("atSigns", host.atSigns().size())
            .build()
            .canonical());
  }

  private Page page() throws IOException {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    writer.write(text, registry.scrape(), EscapingScheme.UNDERSCORE_ESCAPING);
    return new Page(200, writer.getContentType(), text.toString(StandardCharsets.UTF_8));
  }

  private void gauge(String name, String help, ToLongFunction<AtServerStatistics> value) {
    GaugeWithCallback.builder()
        .name(PREFIX + name)
        .help(help)
        .callback(callback -> callback.call((double) value.applyAsLong(figures.get())))
        .register(registry);
  }

  private void counter(String name, String help, ToLongFunction<AtServerStatistics> value) {
    CounterWithCallback.builder()
        .name(PREFIX + name)
        .help(help)
        .callback(callback -> callback.call((double) value.applyAsLong(figures.get())))
        .register(registry);
  }

  private void labelled(
      String name,
      String help,
      String label,
      Function<AtServerStatistics, ? extends Map<?, Long>> values) {
    CounterWithCallback.builder()
        .name(PREFIX + name)
        .help(help)
        .labelNames(label)
        .callback(callback ->
            values
                .apply(figures.get())
                .forEach((key, count) ->
                    callback.call((double) count, String.valueOf(key).toLowerCase(Locale.ROOT))))
        .register(registry);
  }
}
