package org.noports.atclient.sharing;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.noports.atclient.NotActivated;
import org.noports.atclient.ServerRefused;
import org.noports.atclient.Undecipherable;
import org.noports.atclient.UnknownAtSign;
import org.noports.protocol.ErrorCode;
import org.noports.protocol.crypto.CryptoException;
import org.noports.protocol.crypto.RsaPublicKey;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.verb.Command;
import org.noports.protocol.verb.Mode;
import org.noports.protocol.verb.PublicLookup;

/** The public encryption keys of atSigns (atclient.md 5.1), kept for a while. Thread-safe. */
public final class PublicKeys {
  private static final Duration LIFETIME = Duration.ofHours(1);
  private static final int MOST_KEPT = 1000;

  private final Commands commands;
  private final InstantSource clock;
  private final RecentMap<AtSign, Kept> kept = new RecentMap<>(MOST_KEPT);

  private record Kept(RsaPublicKey key, Instant since) {}

  public PublicKeys(Commands commands, InstantSource clock) {
    this.commands = commands;
    this.clock = clock;
  }

  /** The key; fresh means not from here and not from the own server's copy. */
  public RsaPublicKey of(AtSign atSign, boolean fresh) {
    Kept known = fresh ? null : kept.get(atSign);
    if (known != null && clock.instant().isBefore(known.since().plus(LIFETIME))) {
      return known.key();
    }
    RsaPublicKey key = parse(fetch(atSign, fresh), atSign);
    kept.put(atSign, new Kept(key, clock.instant()));
    return key;
  }

  /** What {@link #of} asks when it need not be fresh. */
  public static Command question(AtSign atSign) {
    return question(atSign, false);
  }

  private static Command question(AtSign atSign, boolean fresh) {
    return new PublicLookup(fresh, Mode.VALUE, "publickey", atSign);
  }

  private String fetch(AtSign atSign, boolean fresh) {
    @Nullable String text;
    try {
      text = commands.find(question(atSign, fresh));
    } catch (ServerRefused e) {
      if (e.code().equals(ErrorCode.AT0007.name())) {
        throw new UnknownAtSign(
            "the atDirectory of our atServer does not know %s; check the spelling"
                .formatted(atSign),
            e);
      }
      throw e;
    }
    if (text == null) {
      throw new NotActivated(
          "%s has published no public key: it is not activated yet; onboard it first"
              .formatted(atSign));
    }
    return text.strip();
  }

  private static RsaPublicKey parse(String text, AtSign atSign) {
    try {
      return RsaPublicKey.fromText(text);
    } catch (CryptoException e) {
      throw new Undecipherable(
          "the public key of %s is not an RSA-2048 key; it has to be activated again"
              .formatted(atSign),
          e);
    }
  }
}
