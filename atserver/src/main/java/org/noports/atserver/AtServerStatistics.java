package org.noports.atserver;

import java.time.Instant;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.noports.atserver.delivery.DeliveryQueue;
import org.noports.atserver.listener.ConnectionPool;
import org.noports.atserver.store.Store;
import org.noports.atserver.tenant.Counters;
import org.noports.protocol.ErrorCode;

/**
 * The figures of one server process; counts are since its start.
 *
 * @param connections open now, those in their handshake included
 * @param loggedIn of those, the ones that have proved who they are
 * @param recipients atSigns with notifications on their way, those in a pause included
 * @param delivered notifications other atServers have taken
 * @param failedDeliveries attempts that failed; each is repeated
 * @param received notifications of other atServers
 * @param throttled commands of strangers that had to wait
 * @param storageBytes on disk
 * @param commands by verb
 * @param errors by code
 * @param turnedAway connections, by reason
 */
public record AtServerStatistics(
    Instant startedAt,
    int atSigns,
    int connections,
    long loggedIn,
    int monitors,
    int recipients,
    long delivered,
    long failedDeliveries,
    long received,
    long logins,
    long failedLogins,
    long throttled,
    long storageBytes,
    Map<String, Long> commands,
    Map<ErrorCode, Long> errors,
    Map<String, Long> turnedAway) {

  public AtServerStatistics {
    commands = Map.copyOf(commands);
    errors = Map.copyOf(errors);
    turnedAway = Map.copyOf(turnedAway);
  }

  static AtServerStatistics of(
      HostedAtSigns hosted,
      ConnectionPool pool,
      DeliveryQueue deliveries,
      Counters counters,
      Store store,
      Instant startedAt) {
    return new AtServerStatistics(
        startedAt,
        hosted.atSigns().size(),
        pool.open(),
        hosted.loggedIn(),
        hosted.monitors(),
        deliveries.recipients(),
        deliveries.delivered(),
        deliveries.failedAttempts(),
        counters.receivedNotifications(),
        counters.logins(),
        counters.failedLogins(),
        counters.throttledCommands(),
        store.diskBytes(),
        named(counters.commands()),
        new EnumMap<>(counters.errors()),
        named(counters.turnedAway()));
  }

  private static <E extends Enum<E>> Map<String, Long> named(Map<E, Long> counts) {
    Map<String, Long> out = new LinkedHashMap<>();
    counts.forEach((key, count) -> out.put(key.name().toLowerCase(Locale.ROOT), count));
    return out;
  }
}
