package org.noports.cli.srvd;

import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.noports.relay.Relay;
import org.noports.relay.RelayStatistics;

/**
 * A relay's figures in the text form of Prometheus. They are read from the relay when they are
 * asked for; nothing is counted twice. Thread-safe.
 */
final class RelayMetrics {
  private static final String PREFIX = "noports_relay_";

  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final PrometheusTextFormatWriter writer = PrometheusTextFormatWriter.create();
  private final Relay relay;

  RelayMetrics(Relay relay) {
    this.relay = relay;
    counter("requests", "Requests for ports.", RelayStatistics::requests);
    counter("sessions_started", "Sessions started.", RelayStatistics::sessionsStarted);
    counter(
        "sessions_left_to_others",
        "Sessions that another relay process of the atSign took.",
        RelayStatistics::sessionsLeftToOthers);
    byReason(
        "requests_refused", "Requests not served, by reason.", statistics -> statistics.refusals());
    counter("connections_accepted", "Connections accepted.", RelayStatistics::connectionsAccepted);
    counter(
        "connections_proved",
        "Connections that proved themselves, or need not.",
        RelayStatistics::connectionsProved);
    counter(
        "connections_over_limit",
        "Connections turned away because there were too many.",
        RelayStatistics::connectionsOverLimit);
    byReason(
        "connections_not_proved",
        "Connections that did not prove themselves, by reason.",
        statistics -> statistics.authFailures());
    counter(
        "signing_keys_withdrawn",
        "Signing keys of live sessions that were withdrawn, which ended these.",
        RelayStatistics::signingKeysWithdrawn);
    counter(
        "connections_queue_lost",
        "Connections that went, or waited in vain, before they had a partner.",
        RelayStatistics::queuedConnectionsLost);
    counter("pairs_started", "Pairs joined.", s -> s.carried().pairsStarted());
    CounterWithCallback.builder()
        .name(PREFIX + "bytes")
        .help("Bytes carried, by direction.")
        .labelNames("direction")
        .callback(callback -> {
          RelayStatistics now = relay.statistics();
          callback.call((double) now.carried().bytesAToB(), "to_daemon");
          callback.call((double) now.carried().bytesBToA(), "to_client");
        })
        .register(registry);
    gauge("sessions", "Sessions that live or are being set up.", Relay::sessions);
    gauge("pairs", "Pairs that live.", r -> r.statistics().carried().pairsLive());
    gauge(
        "connections_unproved", "Connections that have yet to prove themselves.", Relay::unproved);
    gauge("waiting_bytes", "Bytes kept of connections without a partner.", Relay::waitingBytes);
    gauge("buffer_bytes", "Bytes read and not yet written.", Relay::bufferBytes);
    gauge("open_files", "File handles of the process.", Relay::filesOpen);
    gauge("max_files", "File handles the process may have.", Relay::filesLimit);
    gauge("draining", "1 while no new sessions are taken.", r -> r.isDraining() ? 1 : 0);
  }

  private void counter(String name, String help, ToLongFunction<RelayStatistics> value) {
    CounterWithCallback.builder()
        .name(PREFIX + name)
        .help(help)
        .callback(callback -> callback.call((double) value.applyAsLong(relay.statistics())))
        .register(registry);
  }

  private void byReason(
      String name, String help, Function<RelayStatistics, Map<? extends Enum<?>, Long>> values) {
    CounterWithCallback.builder()
        .name(PREFIX + name)
        .help(help)
        .labelNames("reason")
        .callback(callback ->
            values
                .apply(relay.statistics())
                .forEach((reason, count) ->
                    callback.call((double) count, reason.name().toLowerCase(Locale.ROOT))))
        .register(registry);
  }

  private void gauge(String name, String help, ToLongFunction<Relay> value) {
    GaugeWithCallback.builder()
        .name(PREFIX + name)
        .help(help)
        .callback(callback -> callback.call((double) value.applyAsLong(relay)))
        .register(registry);
  }

  String contentType() {
    return writer.getContentType();
  }

  void write(OutputStream out) throws IOException {
    writer.write(out, registry.scrape(), EscapingScheme.UNDERSCORE_ESCAPING);
  }
}
