package org.noports.atserver.store;

import org.noports.protocol.name.AtSign;

/** A tenant that has notifications queued for a recipient. */
public record PendingDelivery(AtSign tenant, AtSign recipient) {}
