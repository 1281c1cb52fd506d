package org.noports.relay;

import org.noports.protocol.name.AtSign;
import org.noports.tunnel.pump.Pump;
import org.noports.tunnel.pump.WaitingRoom;

/**
 * What all sessions of a relay share.
 *
 * @param waitingRoom for what connections say before they have their partners
 * @param crowd of connections that have not yet proved themselves, by the client of their session;
 *     those at the single port are not among them
 */
record Premises(
    Pump pump,
    WaitingRoom waitingRoom,
    Crowd<AtSign> crowd,
    RelayCounters counters,
    Ledger ledger) {}
