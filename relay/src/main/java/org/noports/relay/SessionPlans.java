package org.noports.relay;

import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;
import org.noports.protocol.crypto.RsaPublicKey;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.relay.Nonce;
import org.noports.protocol.relay.PortRequest;
import org.noports.tunnel.pairing.Side;

/**
 * Makes the plan of a session: how each side has to prove itself, with the public keys for it
 * (sessions.md 3.5, 3.6). Thread-safe.
 */
final class SessionPlans {
  private final RelayEdge edge;
  private final SigningKeys signingKeys;
  private final RelayConfig config;
  private final SecureRandom random;
  private final InstantSource clock;

  SessionPlans(
      RelayEdge edge,
      SigningKeys signingKeys,
      RelayConfig config,
      SecureRandom random,
      InstantSource clock) {
    this.edge = edge;
    this.signingKeys = signingKeys;
    this.config = config;
    this.random = random;
    this.clock = clock;
  }

  /** Whether this relay finds out how a side proves itself. */
  boolean detects() {
    return config.authDetectWindow().isPositive();
  }

  /** Begins to look up what the sides will be checked with, so that they don't wait for it. */
  void preFetch(PortRequest request) {
    signingKeys.preFetch(request);
  }

  /**
   * With a fresh nonce; Refused when a public key is not to be had. A side that may answer a
   * challenge mostly does, so its public key is looked up only when it says a line instead.
   */
  SessionPlan plan(PortRequest request) {
    Nonce rvdNonce = Nonce.random(random);
    EscrCheck escr = request.offersEscr() ? new EscrCheck(request, signingKeys, random) : null;
    if (request.only443()) {
      return plan(request, rvdNonce, escr, null, null);
    }
    FutureTask<RsaPublicKey> a = request.authenticateSocketA() ? key(request.atSignA()) : null;
    FutureTask<RsaPublicKey> b = request.authenticateSocketB() ? key(request.atSignB()) : null;
    if (escr == null) {
      lookUp(a, b);
    }
    return plan(
        request,
        rvdNonce,
        escr,
        a == null ? null : check(request, Side.A, a, rvdNonce, escr),
        b == null ? null : check(request, Side.B, b, rvdNonce, escr));
  }

  private FutureTask<RsaPublicKey> key(AtSign atSign) {
    return new FutureTask<>(() -> edge.publicKeyOf(atSign));
  }

  private static void lookUp(
      @Nullable FutureTask<RsaPublicKey> a, @Nullable FutureTask<RsaPublicKey> b) {
    if (a != null) {
      Thread.ofVirtual().name("relay public key").start(a);
    }
    if (b != null) {
      b.run();
    }
    await(a);
    await(b);
  }

  private static void await(@Nullable FutureTask<RsaPublicKey> key) {
    if (key == null) {
      return;
    }
    try {
      key.get();
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      throw new Refused(
          RefusalReason.NO_PUBLIC_KEY,
          "a public key is not to be had: " + (cause == null ? e : cause).getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Refused(RefusalReason.STOPPING, "the relay stops");
    }
  }

  private static SessionPlan plan(
      PortRequest request,
      Nonce rvdNonce,
      @Nullable EscrCheck escr,
      @Nullable SideCheck checkA,
      @Nullable SideCheck checkB) {
    return new SessionPlan(
        request.sessionId(),
        request.atSignA(),
        request.atSignB(),
        rvdNonce,
        checkA,
        checkB,
        escr,
        request.only443());
  }

  private SideCheck check(
      PortRequest request,
      Side side,
      FutureTask<RsaPublicKey> key,
      Nonce rvdNonce,
      @Nullable EscrCheck escr) {
    PayloadCheck payload =
        new PayloadCheck(
            request.sessionId(),
            request.clientNonce(),
            rvdNonce,
            key,
            config.knownNetworksOnly() ? new KnownNetworks(config.limits().grace(), clock) : null,
            new LineRate(clock));
    if (escr == null) {
      return SideCheck.payloadOnly(side, payload);
    }
    return detects()
        ? SideCheck.detecting(side, payload, escr, config.authDetectWindow())
        : SideCheck.fixed(side, request.relayAuthMode(), payload, escr);
  }
}
