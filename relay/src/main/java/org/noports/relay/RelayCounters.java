package org.noports.relay;

import java.util.concurrent.atomic.LongAdder;

/** What has happened since the start. Thread-safe. */
final class RelayCounters {
  final LongAdder sessionsStarted = new LongAdder();
  final LongAdder requestsRefused = new LongAdder();
  final LongAdder connectionsAccepted = new LongAdder();
  final LongAdder connectionsOverLimit = new LongAdder();
  final LongAdder authenticationsFailed = new LongAdder();
  final LongAdder authenticationsTimedOut = new LongAdder();
  final LongAdder queuedConnectionsLost = new LongAdder();
  final LongAdder pairsEnded = new LongAdder();
  final LongAdder bytes = new LongAdder();

  RelayStatistics snapshot(int liveSessions) {
    return new RelayStatistics(
        liveSessions,
        sessionsStarted.sum(),
        requestsRefused.sum(),
        connectionsAccepted.sum(),
        connectionsOverLimit.sum(),
        authenticationsFailed.sum(),
        authenticationsTimedOut.sum(),
        queuedConnectionsLost.sum(),
        pairsEnded.sum(),
        bytes.sum());
  }
}
