package org.noports.atclient.sharing;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;
import org.noports.atclient.AtClientException;
import org.noports.atclient.ClientClosed;
import org.noports.atclient.ServerRefused;
import org.noports.atclient.Undecipherable;
import org.noports.protocol.crypto.AesKey;
import org.noports.protocol.crypto.CryptoException;
import org.noports.protocol.crypto.Digests;
import org.noports.protocol.crypto.RsaPublicKey;
import org.noports.protocol.keys.AtKeys;
import org.noports.protocol.metadata.Metadata;
import org.noports.protocol.name.AtKey;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.verb.Command;
import org.noports.protocol.verb.Delete;
import org.noports.protocol.verb.LocalLookup;
import org.noports.protocol.verb.Mode;
import org.noports.protocol.verb.Update;

/**
 * The keys this atSign encrypts with, one a recipient, found or created as atclient.md 5.2 says and
 * kept for a while. Callers for the same recipient share one search. Thread-safe.
 */
public final class SharedKeys {
  /** A recipient that is activated again gets a new key after at most this long. */
  private static final Duration LIFETIME = Duration.ofHours(1);

  private static final int MOST_KEPT = 1000;

  /** 45 days in seconds: how long the recipient's server may keep its copy. */
  private static final long COPY_LIFETIME_SECONDS = 3_888_000;

  private static final System.Logger LOG = System.getLogger(SharedKeys.class.getName());

  private final Commands commands;
  private final AtKeys keys;
  private final PublicKeys publicKeys;
  private final SecureRandom random;
  private final InstantSource clock;
  private final RecentMap<AtSign, Search> searches = new RecentMap<>(MOST_KEPT);

  private record Search(FutureTask<OutgoingKey> task, Instant since) {}

  public SharedKeys(
      Commands commands,
      AtKeys keys,
      PublicKeys publicKeys,
      SecureRandom random,
      InstantSource clock) {
    this.commands = commands;
    this.keys = keys;
    this.publicKeys = publicKeys;
    this.random = random;
    this.clock = clock;
  }

  /** What {@link #forRecipient} asks where a key exists. */
  public List<Command> questions(AtSign recipient) {
    return List.of(lookUp(ownCopy(recipient)), lookUp(theirCopy(recipient)));
  }

  private static Command lookUp(AtKey key) {
    return LocalLookup.of(Mode.VALUE, key);
  }

  /** The key for messages and records to the recipient; never for the own atSign. */
  public OutgoingKey forRecipient(AtSign recipient) {
    Instant now = clock.instant();
    Search search =
        searches.update(
            recipient,
            known ->
                known != null && now.isBefore(known.since().plus(LIFETIME))
                    ? known
                    : new Search(new FutureTask<>(() -> findOrCreate(recipient)), now));
    search.task().run();
    try {
      return search.task().get();
    } catch (ExecutionException e) {
      searches.remove(recipient);
      if (e.getCause() instanceof AtClientException failure) {
        throw failure;
      }
      throw new IllegalStateException("no shared key for " + recipient, e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ClientClosed("interrupted while preparing the key for " + recipient, e);
    }
  }

  /** The key of what was shared with the recipient before, or null when there is none. */
  public @Nullable AesKey existing(AtSign recipient) {
    String mine = commands.find(lookUp(ownCopy(recipient)));
    return mine == null ? null : open(mine, recipient);
  }

  private OutgoingKey findOrCreate(AtSign recipient) {
    AesKey key = existing(recipient);
    boolean created = key == null;
    AesKey chosen = key == null ? create(recipient) : key;
    String theirs = commands.find(lookUp(theirCopy(recipient)));
    RsaPublicKey theirKey = publicKeys.of(recipient, false);
    if (theirs == null || created) {
      // One found after creating is that of another program, in the same race, with its own key.
      theirs = theirKey.encryptText(chosen.secretBase64());
      Metadata metadata = Metadata.builder().ttr(COPY_LIFETIME_SECONDS).isEncrypted(false).build();
      commands.request(Update.of(theirCopy(recipient), metadata, theirs));
    }
    return new OutgoingKey(chosen, theirs.strip(), Digests.pubKeyCS(theirKey.text()));
  }

  private AesKey create(AtSign recipient) {
    AesKey made = AesKey.random(random);
    deleteTheirs(recipient);
    String mine = keys.encryption().publicKey().encryptText(made.secretBase64());
    Metadata clear = Metadata.builder().isEncrypted(false).build();
    commands.request(Update.of(ownCopy(recipient), clear, mine));
    // Another program of this atSign may have done the same at the same time: the last one counts.
    AesKey stored = existing(recipient);
    return stored == null ? made : stored;
  }

  private void deleteTheirs(AtSign recipient) {
    try {
      commands.request(Delete.of(theirCopy(recipient)));
    } catch (ServerRefused e) {
      // Mostly there is nothing to delete; what counts is the update that follows.
      LOG.log(System.Logger.Level.DEBUG, e::getMessage);
    }
  }

  private AesKey open(String mine, AtSign recipient) {
    try {
      return AesKey.fromBase64(keys.encryption().privateKey().decryptText(mine.strip()));
    } catch (CryptoException e) {
      throw new Undecipherable(
          "the key shared with %s cannot be opened with the keys of %s: it is of an earlier activation; delete %s and %s to start anew"
              .formatted(
                  recipient, keys.atSign(), ownCopy(recipient).text(), theirCopy(recipient).text()),
          e);
    }
  }

  private AtKey ownCopy(AtSign recipient) {
    return AtKey.self("shared_key." + recipient.bare(), keys.atSign());
  }

  private AtKey theirCopy(AtSign recipient) {
    return AtKey.shared(recipient, "shared_key", keys.atSign());
  }
}
