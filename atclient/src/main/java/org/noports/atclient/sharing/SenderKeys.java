package org.noports.atclient.sharing;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.noports.atclient.AtClientException;
import org.noports.protocol.crypto.AesKey;
import org.noports.protocol.crypto.CryptoException;
import org.noports.protocol.crypto.RsaPrivateKey;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.verb.Lookup;
import org.noports.protocol.verb.Mode;

/**
 * The keys other atSigns encrypt with for us (atclient.md 5.5). What was opened once is kept, as
 * RSA is slow and senders repeat the same {@code sharedKeyEnc}. Thread-safe.
 */
public final class SenderKeys {
  private static final int MOST_KEPT = 1000;

  /** How long a looked-up key, or that there is none, is believed without asking again. */
  private static final Duration LOOK_UP_LIFETIME = Duration.ofMinutes(1);

  private static final System.Logger LOG = System.getLogger(SenderKeys.class.getName());

  private final Commands commands;
  private final RsaPrivateKey privateKey;
  private final InstantSource clock;
  private final RecentMap<String, AesKey> opened = new RecentMap<>(MOST_KEPT);
  private final RecentMap<AtSign, LookedUp> lookedUp = new RecentMap<>(MOST_KEPT);

  private record LookedUp(@Nullable AesKey key, Instant at) {}

  public SenderKeys(Commands commands, RsaPrivateKey privateKey, InstantSource clock) {
    this.commands = commands;
    this.privateKey = privateKey;
    this.clock = clock;
  }

  /** The key that came with a message; null when it is not one. Asks nobody. */
  public @Nullable AesKey open(String sharedKeyEnc) {
    AesKey known = opened.get(sharedKeyEnc);
    if (known != null) {
      return known;
    }
    try {
      AesKey key = AesKey.fromBase64(privateKey.decryptText(sharedKeyEnc.strip()));
      opened.put(sharedKeyEnc, key);
      return key;
    } catch (CryptoException e) {
      return null;
    }
  }

  /** The key the sender stores for us, asked of the server; null when there is none to use. */
  public @Nullable AesKey lookUp(AtSign sender) {
    LookedUp known = lookedUp.get(sender);
    if (known != null && clock.instant().isBefore(known.at().plus(LOOK_UP_LIFETIME))) {
      return known.key();
    }
    AesKey key = ask(sender, false);
    lookedUp.put(sender, new LookedUp(key, clock.instant()));
    return key;
  }

  /** As {@link #lookUp}, past every copy: for when the key found there does not fit. */
  public @Nullable AesKey lookUpFresh(AtSign sender) {
    AesKey key = ask(sender, true);
    lookedUp.put(sender, new LookedUp(key, clock.instant()));
    return key;
  }

  private @Nullable AesKey ask(AtSign sender, boolean bypassCache) {
    try {
      String text = commands.find(new Lookup(bypassCache, Mode.VALUE, "shared_key", sender));
      return text == null ? null : open(text);
    } catch (AtClientException e) {
      LOG.log(
          System.Logger.Level.DEBUG,
          () -> "no shared key of %s: %s".formatted(sender, e.getMessage()));
      return null;
    }
  }
}
