package org.noports.daemon;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;
import org.noports.atclient.AtClientException;
import org.noports.protocol.ProtocolException;
import org.noports.protocol.crypto.CryptoException;
import org.noports.protocol.crypto.RsaPublicKey;
import org.noports.protocol.envelope.SignedEnvelope;
import org.noports.protocol.json.JsonObject;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.session.NptRequest;
import org.noports.protocol.session.ServiceAddress;
import org.noports.tunnel.TunnelException;
import org.noports.tunnel.pump.Pump;
import org.noports.tunnel.rendezvous.DeviceSide;
import org.noports.tunnel.rendezvous.DeviceSideOptions;
import org.noports.tunnel.rendezvous.RelayAddress;
import org.noports.tunnel.rendezvous.RelayCredential;
import org.noports.tunnel.rendezvous.StreamKeys;

/**
 * Serves {@code npt_request} (sessions.md 1.2, 1.6, 1.7): parse, once only, signature, permit-open,
 * start, answer. The sender is authorised already. Malformed, old and repeated requests are dropped
 * without an answer; a refused one is answered in words. Thread-safe.
 */
final class NptRequests {
  private static final Logger LOG = System.getLogger(Daemon.class.getName());

  private final DaemonEdge edge;
  private final EnrollmentCheck enrollments;
  private final OnceOnly onceOnly;
  private final ServiceGuard services;
  private final Resolver resolver;
  private final RelayProofs proofs;
  private final Sessions sessions;
  private final Reply reply;
  private final Pump pump;
  private final StreamAgreement.Least least;
  private final SecureRandom random;

  NptRequests(
      DaemonEdge edge,
      OnceOnly onceOnly,
      ServiceGuard services,
      Resolver resolver,
      RelayProofs proofs,
      Sessions sessions,
      Reply reply,
      Pump pump,
      StreamAgreement.Least least,
      SecureRandom random) {
    this.edge = edge;
    this.enrollments = new EnrollmentCheck(edge);
    this.onceOnly = onceOnly;
    this.services = services;
    this.resolver = resolver;
    this.proofs = proofs;
    this.sessions = sessions;
    this.reply = reply;
    this.pump = pump;
    this.least = least;
    this.random = random;
  }

  void handle(Message message) throws InterruptedException {
    SignedEnvelope envelope;
    NptRequest request;
    try {
      envelope = SignedEnvelope.parse(message.value());
      request = NptRequest.from(envelope.payload());
    } catch (ProtocolException e) {
      LOG.log(
          Level.WARNING,
          () ->
              "Session request of %s dropped, it is malformed: %s"
                  .formatted(message.from(), NetworkText.escaped(String.valueOf(e.getMessage()))));
      return;
    }
    if (!onceOnly.take(message, request.sessionId())) {
      return;
    }
    LOG.log(
        Level.INFO,
        () ->
            "Session %s requested by %s for %s"
                .formatted(request.sessionId(), message.from(), request.requested()));
    try {
      verify(envelope, message.from());
      start(message, request, envelope.payload());
    } catch (Refusal refusal) {
      reply.refused(message.from(), request.sessionId(), refusal);
    }
  }

  private void verify(SignedEnvelope envelope, AtSign sender) {
    RsaPublicKey key;
    try {
      key = edge.publicKeyOf(sender);
    } catch (AtClientException e) {
      throw Refusal.keyUnavailable(e);
    }
    try {
      envelope.verified(key);
    } catch (CryptoException e) {
      throw Refusal.badSignature(String.valueOf(e.getMessage()), e);
    }
    enrollments.check(envelope, sender);
  }

  /** The control connection is up before the client is told so. */
  private void start(Message message, NptRequest request, JsonObject asSigned)
      throws InterruptedException {
    ServiceAddress target = services.admit(request.requested(), message.access());
    RelayCredential credential = proofs.credential(request);
    StreamAgreement agreed =
        StreamAgreement.of(request.sessionId(), request.rendezvous(), asSigned, least, random);
    RelayAddress relay = relayAddress(request);
    try (Sessions.Place place = sessions.takePlace(message.from())) {
      DeviceSide side = connect(message.from(), request, relay, credential, agreed.keys(), target);
      boolean told = false;
      try {
        place.serve(request.sessionId(), side);
        reply.connected(message.from(), agreed.answer());
        told = true;
      } finally {
        if (!told) {
          side.close();
        }
      }
    }
  }

  private DeviceSide connect(
      AtSign client,
      NptRequest request,
      RelayAddress relay,
      @Nullable RelayCredential credential,
      StreamKeys keys,
      ServiceAddress target) {
    try {
      return DeviceSide.open(
          new DeviceSideOptions(
              request.sessionId() + " " + client,
              relay,
              credential,
              keys,
              target,
              request.timeout(),
              pump));
    } catch (TunnelException e) {
      throw Refusal.notStarted(String.valueOf(e.getMessage()), e);
    }
  }

  private RelayAddress relayAddress(NptRequest request) throws InterruptedException {
    try {
      String address = resolver.resolve(request.rvdHost()).getFirst().getHostAddress();
      return new RelayAddress(address, request.rvdPort());
    } catch (UnknownHostException e) {
      throw Refusal.notStarted("the relay's host " + e.getMessage(), e);
    }
  }
}
