package org.noports.client;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.noports.fixtures.ListeningRelay;
import org.noports.protocol.crypto.RsaPrivateKey;
import org.noports.protocol.envelope.SignedEnvelope;
import org.noports.protocol.json.Json;
import org.noports.protocol.json.JsonObject;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.name.DeviceName;
import org.noports.protocol.name.SessionId;
import org.noports.protocol.relay.Nonce;
import org.noports.protocol.relay.PortAnswer;
import org.noports.protocol.session.EphemeralKey;
import org.noports.protocol.session.Feature;
import org.noports.protocol.session.MessageName;
import org.noports.protocol.session.NptRequest;
import org.noports.protocol.session.PingAnswer;
import org.noports.protocol.session.SessionAnswer;
import org.noports.protocol.session.SessionKeys;
import org.noports.protocol.session.WrappedSessionKeys;

/** What honest and dishonest daemons and relays say. */
final class Scripts {
  static final AtSign ALICE = AtSign.of("@alice");
  static final AtSign BOB = AtSign.of("@bob");
  static final AtSign RELAY = AtSign.of("@relay");
  static final AtSign MALLORY = AtSign.of("@mallory");
  static final DeviceName DEVICE = DeviceName.of("box");
  static final SecureRandom RANDOM = new SecureRandom();
  static final Set<Feature> NEW_FEATURES =
      EnumSet.complementOf(
          EnumSet.of(
              Feature.ACCEPTS_PUBLIC_KEYS,
              Feature.SUPPORTS_RAM_ESCR,
              Feature.AEAD_STREAMS,
              Feature.HYBRID_KEYS));

  /** As the recordings have it: Dart v5.6.3 and C 0.2.0. */
  static final String OLD_DART_PING =
      "{\"devicename\":\"box\",\"deviceGroupName\":\"__none__\",\"version\":\"5.6.3\","
          + "\"corePackageVersion\":\"6.2.0\",\"supportedFeatures\":{\"srAuth\":true,"
          + "\"srE2ee\":true,\"acceptsPublicKeys\":true,\"supportsPortChoice\":true,"
          + "\"adjustableTimeout\":true},\"allowedServices\":[\"localhost:*\",\"127.0.0.1:*\"]}";

  static final String C_PING =
      "{\"devicename\":\"box\",\"version\":\"0.2.0\",\"corePackageVersion\":\"c0.1.0\","
          + "\"supportedFeatures\":{\"srAuth\":true,\"srE2ee\":true,\"acceptsPublicKeys\":true,"
          + "\"supportsPortChoice\":true},\"allowedServices\":[\"localhost:0\",\"127.0.0.1:0\"]}";

  static final String VERSION_4_PING =
      "{\"devicename\":\"box\",\"version\":\"4.0.5\",\"allowedServices\":\"localhost:22\"}";

  private Scripts() {}

  static final Party.Script SILENT = (message, value, me) -> {};

  static String ping(Set<Feature> features) {
    return PingAnswer.ofDaemon(
            "box",
            "__none__",
            "9.9.9",
            "9.9.9",
            features,
            List.of("payload"),
            List.of("localhost:8080"),
            null)
        .toJson()
        .canonical();
  }

  /** What a daemon answers to a session request; null for nothing. */
  interface Answering {
    @Nullable String answer(NptRequest request, Party me);
  }

  static Party.Script daemon(String ping, Answering answering) {
    return (message, value, me) -> {
      if (message.key().name().startsWith("ping.")) {
        me.send(MessageName.pingAnswer(message.from(), DEVICE, me.atSign), ping);
      } else if (message.key().name().startsWith("npt_request.")) {
        NptRequest request =
            NptRequest.from(
                SignedEnvelope.parse(value).verified(me.edge.publicKeyOf(message.from())));
        String answer = answering.answer(request, me);
        if (answer != null) {
          me.send(
              MessageName.sessionAnswer(message.from(), request.sessionId(), DEVICE, me.atSign),
              answer);
        }
      }
    };
  }

  /** An honest daemon's answer. */
  static String connected(NptRequest request, Party me) {
    return signed(request, me.edge.signingKey(), UnaryOperator.identity());
  }

  /** Signed by the key after a change to the payload. */
  static String signed(NptRequest request, RsaPrivateKey signer, UnaryOperator<JsonObject> change) {
    JsonObject payload =
        SessionAnswer.connected(
                request.sessionId(), wrapped(request, request.rendezvous().twinKeys()))
            .toJson();
    return SignedEnvelope.sign(change.apply(payload), signer).text();
  }

  static @Nullable WrappedSessionKeys wrapped(NptRequest request, boolean twin) {
    EphemeralKey key = request.rendezvous().ephemeralKey();
    return key == null || !request.rendezvous().encryptRvdTraffic()
        ? null
        : SessionKeys.generate(RANDOM, twin).wrap(key.key());
  }

  /** The payload with one member's text replaced. */
  static UnaryOperator<JsonObject> replacing(String what, String by) {
    return payload -> Json.parseObject(payload.canonical().replaceFirst(what, by));
  }

  /** What a relay answers; null for nothing. */
  interface RelayAnswering {
    @Nullable String answer(SessionId session);
  }

  static Party.Script relay(RelayAnswering answering) {
    return (message, value, me) -> {
      if (message.key().name().contains("request_ports")) {
        SessionId session = SessionId.of(Json.parseObject(value).string("sessionId"));
        String answer = answering.answer(session);
        if (answer != null) {
          me.send(MessageName.portAnswer(message.from(), session, me.atSign), answer);
        }
      }
    };
  }

  /** One whose sessions meet there. */
  static Party.Script relay(ListeningRelay port) {
    return relay(id -> ports(port.port(), false).toJson().canonical());
  }

  /** What goes on at once has long; each answer that may not come, and who waits, little. */
  static Deadlines deadlines(Duration answer) {
    return new Deadlines(Duration.ofSeconds(5), answer, answer, answer, Duration.ofSeconds(3));
  }

  static PortAnswer ports(int port, boolean autoDetects) {
    return new PortAnswer("127.0.0.1", port, port, Nonce.random(RANDOM), true, autoDetects, false);
  }
}
