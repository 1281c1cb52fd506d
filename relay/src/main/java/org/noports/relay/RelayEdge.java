package org.noports.relay;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.noports.protocol.crypto.RsaPublicKey;
import org.noports.protocol.envelope.SigningKeyUri;
import org.noports.protocol.name.AtKey;
import org.noports.protocol.name.AtSign;

/** What the relay needs of its atSign's edge. Thread-safe; failures are unchecked. */
interface RelayEdge {
  /** A notification to the relay. */
  record Mail(AtSign from, AtKey key, @Nullable String value, Instant at) {}

  AtSign atSign();

  /** Waits for the next notification to the relay; null when none came in time. */
  @Nullable Mail next(Duration limit) throws InterruptedException;

  void notify(AtKey key, String text, Duration expiry, Duration ttl);

  /** From the atSign's own server, not from a cache. */
  RsaPublicKey publicKeyOf(AtSign atSign);

  /** The value of a public record as it is now, not from a cache; null when there is none. */
  @Nullable String publicRecord(AtKey key);

  default @Nullable String signingKeyRecord(SigningKeyUri uri) {
    return publicRecord(AtKey.parse(uri.text()));
  }

  /** Makes a record that can't be changed; false when it is there already. */
  boolean putImmutable(AtKey key, String value, Duration ttl);

  /** Ends the subscription. */
  void close();
}
