package org.noports.tunnel.rendezvous;

/**
 * How one side of a session ended, and what it carried.
 *
 * @param detail one line for the user
 * @param connections data connections joined
 * @param bytesToRelay bytes of all data connections sent to the relay
 * @param bytesFromRelay bytes of all data connections received from the relay
 */
public record SessionEnd(
    EndReason reason, String detail, long connections, long bytesToRelay, long bytesFromRelay) {}
