package org.noports.atserver.store;

import org.noports.protocol.name.AtSign;

/** A key and whose it is. */
public record TenantKey(AtSign tenant, String key) {}
