package org.noports.relay;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;
import org.noports.protocol.crypto.RsaPublicKey;
import org.noports.protocol.name.SessionId;
import org.noports.protocol.relay.Nonce;
import org.noports.protocol.relay.PayloadAuthLine;

/**
 * Mode {@code payload} (sessions.md 3.5). The line is the same for every connection of a side, so
 * the signature is verified once and later lines are compared with the one that held. Thread-safe.
 */
final class PayloadCheck {
  private final SessionId session;
  private final Nonce clientNonce;
  private final Nonce rvdNonce;
  private final FutureTask<RsaPublicKey> signer;
  private final @Nullable KnownNetworks networks;
  private final LineRate rate;
  // Written by any connection's thread with a line that was verified.
  private volatile byte @Nullable [] verified;

  /**
   * @param signer the side's public key, looked up when it is needed if it was not before
   * @param networks null when a line is good from anywhere at any time
   */
  PayloadCheck(
      SessionId session,
      Nonce clientNonce,
      Nonce rvdNonce,
      FutureTask<RsaPublicKey> signer,
      @Nullable KnownNetworks networks,
      LineRate rate) {
    this.session = session;
    this.clientNonce = clientNonce;
    this.rvdNonce = rvdNonce;
    this.signer = signer;
    this.networks = networks;
    this.rate = rate;
  }

  /** Returns when the line, without its line feed, proves the side there. */
  void check(byte[] line, Network from) throws NotProved {
    check(line);
    if (networks != null && !networks.admits(from)) {
      throw new NotProved(AuthFailure.NEW_NETWORK);
    }
    if (!rate.permits(from)) {
      throw new NotProved(AuthFailure.TOO_OFTEN);
    }
  }

  private void check(byte[] line) throws NotProved {
    byte[] known = verified;
    if (known != null && MessageDigest.isEqual(known, line)) {
      return;
    }
    String text = new String(line, StandardCharsets.UTF_8);
    AuthFailure failure =
        switch (PayloadAuthLine.check(text, session, clientNonce, rvdNonce, key())) {
          case HOLDS -> null;
          case MALFORMED -> AuthFailure.MALFORMED;
          case OTHER_SESSION -> AuthFailure.WRONG_SESSION;
          case BAD_SIGNATURE -> AuthFailure.BAD_SIGNATURE;
        };
    if (failure != null) {
      throw new NotProved(failure);
    }
    verified = line;
  }

  private RsaPublicKey key() throws NotProved {
    try {
      signer.run();
      return signer.get();
    } catch (ExecutionException e) {
      throw new NotProved(AuthFailure.NO_SIGNING_KEY, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NotProved(AuthFailure.CLOSED, e);
    }
  }
}
