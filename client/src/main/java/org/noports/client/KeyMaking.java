package org.noports.client;

import java.security.SecureRandom;
import java.util.concurrent.Future;
import org.noports.protocol.crypto.RsaKeyPair;
import org.noports.protocol.crypto.XWingKeyPair;
import org.noports.protocol.session.PingAnswer;

/**
 * Makes the key pair of one session beside its first steps. An RSA key costs ten times what a
 * hybrid one does, so it is made only when the hybrid one can't be used: at once when that is known
 * from the start, else as soon as the daemon has answered the feature check.
 */
final class KeyMaking {
  private final NptOptions options;
  private final SecureRandom random;

  /** The pair that will probably be used. */
  private final Future<SecretExchange> likely;

  private KeyMaking(NptOptions options, SecureRandom random, Future<SecretExchange> likely) {
    this.options = options;
    this.random = random;
    this.likely = likely;
  }

  static KeyMaking begin(NptOptions options, Background background, SecureRandom random) {
    return new KeyMaking(
        options,
        random,
        background.start(() ->
            options.offersHybrid()
                ? new SecretExchange.Encapsulation(XWingKeyPair.generate(random))
                : wrapping(random)));
  }

  /** The pair for this daemon; waits for it, or makes it. */
  SecretExchange pairFor(PingAnswer daemon) throws InterruptedException {
    return !options.offersHybrid() || Terms.hybrid(options, daemon)
        ? Background.result(likely)
        : wrapping(random);
  }

  private static SecretExchange wrapping(SecureRandom random) {
    return new SecretExchange.Wrapping(RsaKeyPair.generate(random));
  }
}
