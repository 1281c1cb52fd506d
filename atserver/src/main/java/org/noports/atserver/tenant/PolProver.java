package org.noports.atserver.tenant;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.noports.atserver.cache.CachedKeys;
import org.noports.atserver.peer.PolCaller;
import org.noports.atserver.record.Records;
import org.noports.atserver.store.Store;
import org.noports.protocol.ProtocolException;
import org.noports.protocol.json.Json;
import org.noports.protocol.name.AtSign;

/**
 * Proves the atSigns of this process to other atServers (atprotocol.md 4.2). Thread-safe; it needs
 * nothing but the store, so deliveries may begin before the listeners do.
 */
public final class PolProver implements PolCaller {
  private static final Logger LOG = System.getLogger(PolProver.class.getName());

  private final Store store;
  private final SecureRandom random;
  private final InstantSource clock;
  private final Map<AtSign, SigningKeys> keys = new ConcurrentHashMap<>();

  public PolProver(Store store, SecureRandom random, InstantSource clock) {
    this.store = store;
    this.random = random;
    this.clock = clock;
  }

  /** The signing keys of a hosted atSign. */
  public SigningKeys keysOf(AtSign atSign) {
    return keys.computeIfAbsent(
        atSign, name -> new SigningKeys(new Records(name, store, clock), random));
  }

  /** The atSign is hosted here no longer. */
  public void forget(AtSign atSign) {
    keys.remove(atSign);
  }

  @Override
  public void prove(AtSign caller, String session, String challenge) {
    keysOf(caller).prove(session, challenge);
  }

  @Override
  public void sawPublicKey(AtSign caller, AtSign peer, String json) {
    try {
      new CachedKeys(new Records(caller, store, clock), store)
          .sawPublicKey(peer, Json.parseObject(json));
    } catch (ProtocolException e) {
      LOG.log(Level.WARNING, "{0}: the public key of {1} is not readable", caller, peer);
    }
  }
}
