package org.noports.relay;

import java.util.Collections;
import java.util.Map;
import org.noports.protocol.relay.AuthMode;

/**
 * What a relay has done since its start.
 *
 * @param requests for ports, served or not
 * @param sessionsLeftToOthers that another relay process of the atSign took
 * @param refusals of requests; every reason is there
 * @param connectionsProved that proved themselves, or need not
 * @param proofs good ones; every mode is there
 * @param connectionsOverLimit turned away because a session had too many
 * @param signingKeysWithdrawn that had let sides of live sessions in, which were ended therefore
 * @param authFailures connections that did not prove themselves; every reason is there
 * @param queuedConnectionsLost whose peer went, or whose partner did not come
 * @param carried by all sessions, live ones included
 */
public record RelayStatistics(
    int liveSessions,
    long requests,
    long sessionsStarted,
    long sessionsLeftToOthers,
    Map<RefusalReason, Long> refusals,
    long connectionsAccepted,
    long connectionsProved,
    Map<AuthMode, Long> proofs,
    long connectionsOverLimit,
    Map<AuthFailure, Long> authFailures,
    long queuedConnectionsLost,
    long signingKeysWithdrawn,
    Totals carried) {

  public RelayStatistics {
    refusals = Collections.unmodifiableMap(refusals);
    proofs = Collections.unmodifiableMap(proofs);
    authFailures = Collections.unmodifiableMap(authFailures);
  }

  /** Requests not served, for whatever reason. */
  public long requestsRefused() {
    return sum(refusals);
  }

  public long refused(RefusalReason reason) {
    return refusals.getOrDefault(reason, 0L);
  }

  /** Connections that did not prove themselves, without those that were only too slow. */
  public long authenticationsFailed() {
    return sum(authFailures) - authenticationsTimedOut();
  }

  public long authenticationsTimedOut() {
    return notProved(AuthFailure.TIMED_OUT);
  }

  public long provedBy(AuthMode mode) {
    return proofs.getOrDefault(mode, 0L);
  }

  public long notProved(AuthFailure why) {
    return authFailures.getOrDefault(why, 0L);
  }

  public long pairsEnded() {
    return carried.pairsEnded();
  }

  /** Both directions. */
  public long bytes() {
    return carried.bytes();
  }

  private static long sum(Map<?, Long> counts) {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }
}
