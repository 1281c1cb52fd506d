package org.noports.relay;

/**
 * What a relay has done since its start.
 *
 * @param connectionsOverLimit turned away because a session had too many
 * @param queuedConnectionsLost whose peer went, or whose partner did not come
 * @param bytes carried, both directions, of pairs that have ended
 */
public record RelayStatistics(
    int liveSessions,
    long sessionsStarted,
    long requestsRefused,
    long connectionsAccepted,
    long connectionsOverLimit,
    long authenticationsFailed,
    long authenticationsTimedOut,
    long queuedConnectionsLost,
    long pairsEnded,
    long bytes) {}
