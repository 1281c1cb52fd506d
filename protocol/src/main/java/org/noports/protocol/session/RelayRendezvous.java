package org.noports.protocol.session;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.noports.protocol.ErrorCode;
import org.noports.protocol.ProtocolException;
import org.noports.protocol.crypto.AesKey;
import org.noports.protocol.json.JsonArray;
import org.noports.protocol.json.JsonObject;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.relay.AuthMode;
import org.noports.protocol.relay.Nonce;
import org.noports.protocol.relay.RelayFields;

/**
 * The part that both kinds of session request have in common (sessions.md 1.6): how to authenticate
 * to the relay and how to encrypt.
 *
 * @param clientNonce given when {@code authenticateToRvd}
 * @param rvdNonce given when {@code authenticateToRvd}
 * @param ephemeralKey given when {@code encryptRvdTraffic}
 * @param clientFeatures what the client would use if the daemon offered it, so that an offer taken
 *     away on the way shows (docs/extensions/hybrid-keys.md); empty from other clients
 * @param streamCiphers names of authenticated stream modes the client offers
 */
public record RelayRendezvous(
    boolean authenticateToRvd,
    AuthMode relayAuthMode,
    @Nullable AesKey relayAuthAesKey,
    @Nullable Nonce clientNonce,
    @Nullable Nonce rvdNonce,
    boolean encryptRvdTraffic,
    @Nullable EphemeralKey ephemeralKey,
    boolean twinKeys,
    @Nullable AtSign relayAtSign,
    List<String> clientFeatures,
    List<String> streamCiphers) {

  /** The authenticated stream mode of sessions.md 8.3, as {@code streamCiphers} names it. */
  public static final String NP_AEAD_1 = "np-aead-1";

  /**
   * Among the client's features: the daemon may answer before its connection to the relay is
   * through, and greet behind its proof (docs/extensions/early-answers.md).
   */
  public static final String EARLY_ANSWERS = "earlyAnswers";

  private static final int MAX_CLIENT_FEATURES = 64;
  private static final int MAX_STREAM_CIPHERS = 16;

  public RelayRendezvous {
    clientFeatures = List.copyOf(clientFeatures);
    streamCiphers = List.copyOf(streamCiphers);
    if (authenticateToRvd && (clientNonce == null || rvdNonce == null)) {
      throw new ProtocolException(
          ErrorCode.AT0022, "the request wants relay authentication but has not both nonces");
    }
    if (encryptRvdTraffic && ephemeralKey == null) {
      throw new ProtocolException(
          ErrorCode.AT0022, "the request wants encryption but has no ephemeral key");
    }
  }

  /** Whether the client takes an answer before the device's connection is through. */
  public boolean takesEarlyAnswer() {
    return clientFeatures.contains(EARLY_ANSWERS) && streamCiphers.contains(NP_AEAD_1);
  }

  /** Reads the shared members. */
  static RelayRendezvous read(JsonObject payload, boolean authenticate, boolean encrypt) {
    String relay = payload.optString("relayAtsign");
    return new RelayRendezvous(
        authenticate,
        RelayFields.authMode(payload),
        RelayFields.authKey(payload),
        RelayFields.optNonce(payload, "clientNonce"),
        RelayFields.optNonce(payload, "rvdNonce"),
        encrypt,
        EphemeralKey.read(payload),
        RelayFields.flag(payload, "twinKeys"),
        relay == null ? null : AtSign.of(relay),
        RelayFields.texts(payload, "clientFeatures", MAX_CLIENT_FEATURES),
        RelayFields.texts(payload, "streamCiphers", MAX_STREAM_CIPHERS));
  }

  /**
   * The first feature that the daemon offers and the client would use, but does not: the offer was
   * altered on its way to the client (docs/extensions/hybrid-keys.md 5). Null when there is none.
   */
  public @Nullable Feature lostOffer(Set<Feature> offered) {
    if (!encryptRvdTraffic) {
      return null;
    }
    for (Feature feature : Feature.values()) {
      if (offered.contains(feature) && clientFeatures.contains(feature.flag()) && !uses(feature)) {
        return feature;
      }
    }
    return null;
  }

  private boolean uses(Feature feature) {
    return switch (feature) {
      case TWIN_KEYS -> twinKeys;
      case AEAD_STREAMS -> streamCiphers.contains(NP_AEAD_1);
      case HYBRID_KEYS -> ephemeralKey != null && ephemeralKey.isHybrid();
      // Nothing in a request tells whether the client saw these.
      case ACCEPTS_PUBLIC_KEYS,
          SR_AUTH,
          SR_E2EE,
          SUPPORTS_PORT_CHOICE,
          ADJUSTABLE_TIMEOUT,
          CONTROL_CHANNEL_HEARTBEATS,
          SUPPORTS_RAM_ESCR,
          OPEN_TARGETS,
          UDP,
          PREPARED_CONNECTIONS ->
          true;
    };
  }

  /** From {@code authenticateToRvd} to {@code clientEphemeralPKType}. */
  void writeMiddle(JsonObject.Builder json) {
    json.put("authenticateToRvd", authenticateToRvd).put("relayAuthMode", relayAuthMode.text());
    json.put("relayAuthAesKey", relayAuthAesKey == null ? null : relayAuthAesKey.secretBase64());
    json.put("clientNonce", clientNonce == null ? null : clientNonce.text());
    json.put("rvdNonce", rvdNonce == null ? null : rvdNonce.text());
    json.put("encryptRvdTraffic", encryptRvdTraffic);
    json.put("clientEphemeralPK", ephemeralKey == null ? null : ephemeralKey.publicKey());
    json.put("clientEphemeralPKType", ephemeralKey == null ? null : ephemeralKey.type());
  }

  /** {@code twinKeys} and {@code relayAtsign}. */
  void writeEnd(JsonObject.Builder json) {
    json.put("twinKeys", twinKeys);
    json.put("relayAtsign", relayAtSign == null ? null : relayAtSign.text());
  }

  /** What is behind all members that others know. */
  void writeExtensions(JsonObject.Builder json) {
    if (!clientFeatures.isEmpty()) {
      json.put("clientFeatures", JsonArray.ofStrings(clientFeatures));
    }
    if (!streamCiphers.isEmpty()) {
      json.put("streamCiphers", JsonArray.ofStrings(streamCiphers));
    }
  }
}
