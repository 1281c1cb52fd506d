package org.noports.atserver.connection;

import org.noports.protocol.name.AtSign;

/**
 * Whose connection it is.
 *
 * @param full there are too many: it is told so and closed
 */
public record Destination(AtSign owner, Dispatcher dispatcher, boolean full) {}
