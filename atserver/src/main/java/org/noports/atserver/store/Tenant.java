package org.noports.atserver.store;

import java.time.Instant;
import org.noports.protocol.name.AtSign;

/**
 * An atSign served here.
 *
 * @param port TCP port of its atServer, of its own
 */
public record Tenant(AtSign atSign, int port, Instant createdAt) {}
