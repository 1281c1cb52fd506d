package org.noports.relay;

import java.time.Duration;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.name.SessionId;

/**
 * A live session and what it uses now.
 *
 * @param connections open, paired or not, proved or not
 */
public record SessionUsage(
    SessionId id, AtSign client, AtSign daemon, Duration age, int connections, Totals totals) {}
