package org.noports.daemon;

import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.noports.atclient.NotifyOptions;
import org.noports.atclient.Subscription;
import org.noports.protocol.crypto.RsaKeyPair;
import org.noports.protocol.crypto.RsaPrivateKey;
import org.noports.protocol.crypto.RsaPublicKey;
import org.noports.protocol.envelope.SigningKeyUri;
import org.noports.protocol.metadata.Metadata;
import org.noports.protocol.name.AtKey;
import org.noports.protocol.name.AtSign;

/**
 * What a daemon needs of its atSign. Every call throws {@link
 * org.noports.atclient.AtClientException} when it fails and ends within the deadlines of the
 * atClient. Thread-safe.
 */
interface DaemonEdge {
  AtSign atSign();

  /** The private half of the atSign's encryption pair, which signs answers (sessions.md 2.1). */
  RsaPrivateKey signingKey();

  /** The pair that logs in, which answers the challenges of relays (sessions.md 3.5). */
  RsaKeyPair enrollmentKey();

  /** Sees to it that relays find the public half of that pair, and says where. */
  SigningKeyUri publishSigningKey();

  Subscription subscribe(Pattern keys);

  void awaitMonitoring(Duration limit) throws InterruptedException;

  /** Calls it each time that notifications arrive again after a pause; it must not block. */
  void onReconnect(Runnable action);

  void notify(AtKey key, String text, NotifyOptions options);

  /** As it is now, past every cache. */
  RsaPublicKey publicKeyOf(AtSign atSign);

  /** False when somebody else has stored the record before. */
  boolean putImmutable(AtKey key, String value, Duration ttl);

  void put(AtKey key, String value, Metadata metadata);

  /**
   * The value of another's public record as it is now, past every cache; null when there is none.
   */
  @Nullable String publicRecord(AtKey key);

  /** The way to policy services; the caller closes it. */
  PolicyLine policyLine();

  void delete(AtKey key);
}
