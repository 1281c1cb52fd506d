package org.noports.client;

import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.noports.atclient.NotifyOptions;
import org.noports.atclient.Subscription;
import org.noports.protocol.crypto.RsaKeyPair;
import org.noports.protocol.crypto.RsaPrivateKey;
import org.noports.protocol.crypto.RsaPublicKey;
import org.noports.protocol.envelope.SigningKeyUri;
import org.noports.protocol.name.AtKey;
import org.noports.protocol.name.AtSign;

/**
 * What opening a session needs of the user's atSign. Every call throws {@link
 * org.noports.atclient.AtClientException} when it fails and ends within the deadlines of the
 * atClient. Thread-safe.
 */
interface SessionEdge {
  AtSign atSign();

  /** The private half of the atSign's encryption pair, which signs requests (sessions.md 2.1). */
  RsaPrivateKey signingKey();

  /** The pair that logs in, which answers the challenges of relays (sessions.md 3.5). */
  RsaKeyPair enrollmentKey();

  /** Where relays look for the public half of that pair. */
  SigningKeyUri signingKeyUri();

  /** Sees to it that relays find the public half of that pair there. */
  SigningKeyUri publishSigningKey();

  /** Prepares the first messages to these; does not wait. */
  void expectMessagesTo(List<AtSign> recipients);

  Subscription subscribe(Pattern keys);

  /** Answers that arrive before the atServer has confirmed the monitor would be missed. */
  void awaitMonitoring(Duration limit) throws InterruptedException;

  void notify(AtKey key, String text, NotifyOptions options);

  /** The value of a record, null when there is none. */
  @Nullable String get(AtKey key);

  /** The key names of the own server, or those another atSign shares with us. */
  List<String> scan(@Nullable AtSign at, String regex);

  /** As it is now, past every cache. */
  RsaPublicKey publicKeyOf(AtSign atSign);
}
