package org.noports.atserver.verb;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.noports.atserver.connection.Refusal;
import org.noports.atserver.store.StoredRecord;
import org.noports.atserver.tenant.AtServer;
import org.noports.protocol.ProtocolException;
import org.noports.protocol.name.AtKey;
import org.noports.protocol.name.AtSign;

/**
 * Reads again, at its owner's server, every copy whose time to refresh has passed (atprotocol.md
 * 5.6). A copy that can't be read now stays as it is; one its owner has no longer goes.
 */
public final class CacheRefresh {
  private static final Logger LOG = System.getLogger(CacheRefresh.class.getName());
  private static final String CACHED = "cached:";
  private static final String PUBLIC = "public:";

  private final AtServer server;
  private final RemoteKeys remote;

  public CacheRefresh(AtServer server) {
    this.server = server;
    this.remote = new RemoteKeys(server);
  }

  /** Refreshes what is due until it is done or that says to stop; how many were tried. */
  public int run(BooleanSupplier stopped) {
    int tried = 0;
    for (String key : server.records().aliveKeys(CACHED)) {
      if (stopped.getAsBoolean()) {
        return tried;
      }
      StoredRecord copy = server.records().alive(key);
      if (copy != null && isDue(copy)) {
        tried++;
        refresh(key.substring(CACHED.length()));
      }
    }
    return tried;
  }

  private boolean isDue(StoredRecord copy) {
    Instant refreshAt = copy.metadata().refreshAt();
    return refreshAt != null && !server.records().now().isBefore(refreshAt);
  }

  private void refresh(String original) {
    try {
      int at = original.lastIndexOf('@');
      AtSign owner = AtSign.of(original.substring(at));
      boolean open = original.startsWith(PUBLIC);
      String name = original.substring(original.indexOf(':') + 1, at);
      @Nullable Object found =
          open
              ? remote.open(AtKey.publicKey(name, owner), owner)
              : remote.shared(AtKey.shared(server.atSign(), name, owner), owner);
      LOG.log(
          Level.DEBUG,
          "{0}: {1} is {2}",
          server.atSign(),
          original,
          found == null ? "gone" : "fresh");
    } catch (Refusal | ProtocolException e) {
      LOG.log(Level.DEBUG, "{0}: a copy was not refreshed: {1}", server.atSign(), e.getMessage());
    }
  }
}
