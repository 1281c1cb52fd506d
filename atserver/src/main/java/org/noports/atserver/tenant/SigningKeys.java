package org.noports.atserver.tenant;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.regex.Pattern;
import org.noports.atserver.AtServerException;
import org.noports.atserver.record.Records;
import org.noports.atserver.store.StoredRecord;
import org.noports.protocol.crypto.HashAlgorithm;
import org.noports.protocol.crypto.RsaKeyPair;
import org.noports.protocol.crypto.RsaPrivateKey;
import org.noports.protocol.metadata.Metadata;
import org.noports.protocol.name.AtSign;

/**
 * The key pair one atServer proves itself to others with (atprotocol.md 4.2). Made once, beside
 * everything else, because that takes a tenth of a second; whoever needs it first waits for it.
 */
public final class SigningKeys {
  private static final Duration PROOF_LIFE = Duration.ofSeconds(60);
  private static final Pattern SESSION =
      Pattern.compile("_[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}");
  private static final String MARKER = "privatekey:signing_keypair_generated";

  private final Records records;
  private final FutureTask<RsaPrivateKey> key;

  public SigningKeys(Records records, SecureRandom random) {
    this.records = records;
    this.key = new FutureTask<>(() -> loadOrMake(random));
  }

  /** Makes or loads the pair on a thread of its own; no need to wait for it. */
  public void prepare() {
    Thread.ofVirtual().name("signing keys " + records.owner()).start(key);
  }

  private RsaPrivateKey loadOrMake(SecureRandom random) {
    AtSign owner = records.owner();
    String privateName = "@" + owner.bare() + ":signing_privatekey" + owner;
    StoredRecord stored = records.get(privateName);
    if (stored != null) {
      return RsaPrivateKey.fromText(stored.value());
    }
    // Another process on the same storage may be making a pair, too: the first one counts.
    String made = RsaKeyPair.generate(random).privateKey().secretText();
    RsaPrivateKey first = RsaPrivateKey.fromText(records.keepFirst(privateName, made));
    records.write(
        "public:signing_publickey" + owner, first.publicKey().text(), Metadata.NONE, owner, true);
    records.keep(MARKER, "yes");
    return first;
  }

  /**
   * Signs a challenge and leaves the signature where the verifier looks it up. What the verifier
   * sent has been checked to be a challenge; its session id is checked here, because it becomes a
   * key name.
   */
  public void prove(String session, String challenge) {
    if (!SESSION.matcher(session).matches()) {
      throw new AtServerException("the other server sent no proper session id");
    }
    records.keep(
        "public:" + session + records.owner(),
        privateKey().sign(challenge, HashAlgorithm.SHA256),
        PROOF_LIFE);
  }

  private RsaPrivateKey privateKey() {
    key.run();
    try {
      return key.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AtServerException("interrupted while waiting for the signing key", e);
    } catch (ExecutionException e) {
      throw new AtServerException("the signing key of " + records.owner() + " is not usable", e);
    }
  }
}
