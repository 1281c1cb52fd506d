package org.noports.client;

import org.noports.protocol.crypto.RsaKeyPair;
import org.noports.protocol.crypto.XWingKeyPair;
import org.noports.protocol.session.EphemeralKey;

/**
 * The client's key pair for the secret of one session: its public half goes with the request, its
 * private half opens the daemon's answer and is forgotten. Immutable.
 */
sealed interface SecretExchange {
  /** What the request carries. */
  EphemeralKey offered();

  /** The daemon makes keys and wraps them (sessions.md 5). */
  record Wrapping(RsaKeyPair pair) implements SecretExchange {
    @Override
    public EphemeralKey offered() {
      return EphemeralKey.of(pair.publicKey());
    }
  }

  /** Both ends agree on a secret that quantum computers do not find (hybrid-keys.md). */
  record Encapsulation(XWingKeyPair pair) implements SecretExchange {
    @Override
    public EphemeralKey offered() {
      return EphemeralKey.of(pair.publicKey());
    }
  }
}
