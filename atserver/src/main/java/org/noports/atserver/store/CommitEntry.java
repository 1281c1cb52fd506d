package org.noports.atserver.store;

import java.time.Instant;

/** The one current entry of a key in the commit log (atprotocol.md 5.5). */
public record CommitEntry(long id, String key, CommitOp op, Instant at) {}
