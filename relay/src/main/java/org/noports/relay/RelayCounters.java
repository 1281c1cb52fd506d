package org.noports.relay;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.noports.protocol.relay.AuthMode;

/** What has happened since the start. Thread-safe. */
final class RelayCounters {
  final LongAdder requests = new LongAdder();
  final LongAdder discoveries = new LongAdder();
  final LongAdder sessionsStarted = new LongAdder();
  final LongAdder sessionsLeftToOthers = new LongAdder();
  final LongAdder connectionsAccepted = new LongAdder();
  final LongAdder connectionsProved = new LongAdder();
  final LongAdder connectionsOverLimit = new LongAdder();
  final LongAdder queuedConnectionsLost = new LongAdder();
  final LongAdder signingKeysWithdrawn = new LongAdder();
  private final Map<RefusalReason, LongAdder> refusals = adders(RefusalReason.class);
  private final Map<AuthMode, LongAdder> proofs = adders(AuthMode.class);
  private final Map<AuthFailure, LongAdder> authFailures = adders(AuthFailure.class);

  void refused(RefusalReason reason) {
    add(refusals, reason);
  }

  void provedBy(AuthMode mode) {
    add(proofs, mode);
  }

  void notProved(AuthFailure why) {
    add(authFailures, why);
  }

  RelayStatistics snapshot(int liveSessions, Totals carried) {
    return new RelayStatistics(
        liveSessions,
        requests.sum(),
        sessionsStarted.sum(),
        sessionsLeftToOthers.sum(),
        sums(refusals, RefusalReason.class),
        connectionsAccepted.sum(),
        connectionsProved.sum(),
        sums(proofs, AuthMode.class),
        connectionsOverLimit.sum(),
        sums(authFailures, AuthFailure.class),
        queuedConnectionsLost.sum(),
        signingKeysWithdrawn.sum(),
        carried);
  }

  private static <K extends Enum<K>> Map<K, LongAdder> adders(Class<K> keys) {
    Map<K, LongAdder> adders = new EnumMap<>(keys);
    for (K key : keys.getEnumConstants()) {
      adders.put(key, new LongAdder());
    }
    return adders;
  }

  private static <K extends Enum<K>> void add(Map<K, LongAdder> adders, K key) {
    LongAdder adder = adders.get(key);
    if (adder != null) {
      adder.increment();
    }
  }

  private static <K extends Enum<K>> Map<K, Long> sums(Map<K, LongAdder> adders, Class<K> keys) {
    Map<K, Long> sums = new EnumMap<>(keys);
    adders.forEach((key, adder) -> sums.put(key, adder.sum()));
    return sums;
  }
}
