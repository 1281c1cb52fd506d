package org.noports.client;

import org.noports.atclient.AtClient;
import org.noports.atclient.Undecipherable;
import org.noports.protocol.ProtocolException;
import org.noports.protocol.crypto.RsaPublicKey;
import org.noports.protocol.envelope.SigningKeyUri;
import org.noports.protocol.name.AtKey;
import org.noports.protocol.relay.SigningKeyRecord;

/**
 * Publishes the public half of the pair that logs in, where relays look for it (sessions.md 2.4,
 * 3.5). Thread-safe.
 */
final class SigningKeyPublication {
  private SigningKeyPublication() {}

  /**
   * Writes the record when it is missing, or left by a pair that was replaced; where it is. {@link
   * Undecipherable} when it is kept in the newer form and does not offer this pair.
   */
  static SigningKeyUri publish(AtClient client) {
    SigningKeyUri uri = SigningKeyUri.of(client.keys().signingKeyName(), client.atSign());
    AtKey key = AtKey.parse(uri.text());
    RsaPublicKey own = client.keys().pkam().publicKey();
    String stored = client.get(key);
    if (stored != null && offers(stored, own)) {
      return uri;
    }
    if (stored != null && stored.strip().startsWith("{")) {
      throw new Undecipherable(
          "the record %s does not offer the key of this keys file as the strongest".formatted(uri));
    }
    client.put(key, own.text());
    return uri;
  }

  private static boolean offers(String stored, RsaPublicKey own) {
    try {
      return SigningKeyRecord.parse(stored).offers(own);
    } catch (ProtocolException e) {
      return false;
    }
  }
}
