package org.noports.atserver.verb;

import org.jspecify.annotations.Nullable;
import org.noports.atserver.cache.CachedKeys;
import org.noports.atserver.peer.PeerAnswer;
import org.noports.atserver.tenant.AtServer;
import org.noports.protocol.ErrorCode;
import org.noports.protocol.json.JsonObject;
import org.noports.protocol.name.AtKey;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.verb.Lookup;
import org.noports.protocol.verb.Mode;

/**
 * Asks other atServers for keys and keeps what they allow to be kept (atprotocol.md 3.4.3, 3.4.4
 * and 5.6). Thread-safe; blocks within the limits of outbound calls.
 */
final class RemoteKeys {
  private final AtServer server;

  RemoteKeys(AtServer server) {
    this.server = server;
  }

  /** A key its owner shares with this atSign; null when there is none, and then no copy either. */
  @Nullable JsonObject shared(AtKey key, AtSign owner) {
    PeerAnswer answer =
        server.shared().neighbours().request(server.atSign(), owner, line(key, owner));
    String cachedKey = key.asCached().text();
    JsonObject fetched = fetched(answer, key, owner, cachedKey);
    if (fetched != null) {
      server.cache().fetchedShared(cachedKey, owner, fetched);
    }
    return fetched;
  }

  /** A public key; null when there is none, and then no copy either. */
  @Nullable JsonObject open(AtKey key, AtSign owner) {
    PeerAnswer answer = server.shared().neighbours().ask(owner, line(key, owner));
    String cachedKey = key.asCached().text();
    JsonObject fetched = fetched(answer, key, owner, cachedKey);
    if (fetched == null) {
      return null;
    }
    if (key.name().equals("publickey")) {
      server.cache().sawPublicKey(owner, fetched);
    } else {
      server.cache().fetchedPublic(cachedKey, owner, fetched);
    }
    return Fetched.withPublicLife(fetched, CachedKeys.PUBLIC_LIFE_MILLIS);
  }

  private static String line(AtKey key, AtSign owner) {
    return new Lookup(false, Mode.ALL, key.name(), owner).line();
  }

  private @Nullable JsonObject fetched(
      PeerAnswer answer, AtKey key, AtSign owner, String cachedKey) {
    if (answer instanceof PeerAnswer.Refused refused && refused.code() == ErrorCode.AT0015) {
      server.cache().drop(cachedKey);
    }
    JsonObject fetched = Fetched.parse(PeerCalls.data(answer, owner), key.text());
    if (fetched == null) {
      server.cache().drop(cachedKey);
    }
    return fetched;
  }
}
