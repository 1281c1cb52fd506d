package org.noports.atclient.sharing;

import org.noports.atclient.Undecipherable;
import org.noports.protocol.ProtocolException;
import org.noports.protocol.crypto.RsaPublicKey;
import org.noports.protocol.envelope.SigningKeyUri;
import org.noports.protocol.keys.AtKeys;
import org.noports.protocol.metadata.Metadata;
import org.noports.protocol.name.AtKey;
import org.noports.protocol.relay.SigningKeyRecord;
import org.noports.protocol.verb.Command;
import org.noports.protocol.verb.LocalLookup;
import org.noports.protocol.verb.Mode;

/**
 * Publishes the public half of the pair that logs in, where relays look for it (sessions.md 2.4,
 * 3.5). Thread-safe.
 */
public final class SigningKeyPublication {
  private final AtKeys keys;
  private final StoredValues stored;
  private final Records records;

  public SigningKeyPublication(AtKeys keys, StoredValues stored, Records records) {
    this.keys = keys;
    this.stored = stored;
    this.records = records;
  }

  /**
   * Writes the record when it is missing, or left by a pair that was replaced; where it is. {@link
   * Undecipherable} when it is kept in the newer form and does not offer this pair.
   */
  public SigningKeyUri publish() {
    SigningKeyUri uri = uri();
    AtKey key = AtKey.parse(uri.text());
    RsaPublicKey own = keys.pkam().publicKey();
    String record = stored.get(key, false);
    if (record != null && offers(record, own)) {
      return uri;
    }
    if (record != null && record.strip().startsWith("{")) {
      throw new Undecipherable(
          "the record %s does not offer the key of this keys file as the strongest".formatted(uri));
    }
    records.put(key, own.text(), Metadata.NONE);
    return uri;
  }

  /** What {@link #publish} asks first. */
  public Command question() {
    return LocalLookup.of(Mode.ALL, AtKey.parse(uri().text()));
  }

  private SigningKeyUri uri() {
    return SigningKeyUri.of(keys.signingKeyName(), keys.atSign());
  }

  private static boolean offers(String record, RsaPublicKey own) {
    try {
      return SigningKeyRecord.parse(record).offers(own);
    } catch (ProtocolException e) {
      return false;
    }
  }
}
