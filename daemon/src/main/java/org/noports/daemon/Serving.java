package org.noports.daemon;

import java.security.SecureRandom;
import org.noports.tunnel.datagrams.FlowPlaces;
import org.noports.tunnel.pump.Pump;

/**
 * What session requests of either kind are served with; every part is thread-safe.
 *
 * @param least what a session must have
 */
record Serving(
    RequestGate gate,
    ServiceGuard services,
    Resolver resolver,
    RelayProofs proofs,
    Sessions sessions,
    Reply reply,
    SessionLog log,
    Pump pump,
    FlowPlaces flowPlaces,
    StreamAgreement.Least least,
    SecureRandom random) {}
