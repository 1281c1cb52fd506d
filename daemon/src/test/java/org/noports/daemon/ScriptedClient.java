package org.noports.daemon;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.noports.atclient.NotifyOptions;
import org.noports.atclient.ReceivedNotification;
import org.noports.atclient.Subscription;
import org.noports.protocol.crypto.HashAlgorithm;
import org.noports.protocol.crypto.RsaKeyPair;
import org.noports.protocol.envelope.SignedEnvelope;
import org.noports.protocol.json.JsonObject;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.name.DeviceName;
import org.noports.protocol.name.SessionId;
import org.noports.protocol.relay.AuthMode;
import org.noports.protocol.relay.Nonce;
import org.noports.protocol.session.EphemeralKey;
import org.noports.protocol.session.MessageName;
import org.noports.protocol.session.NptRequest;
import org.noports.protocol.session.RelayRendezvous;
import org.noports.protocol.session.ServiceAddress;

/** A client that says to a daemon whatever a test wants, and collects the answers. */
final class ScriptedClient implements AutoCloseable {
  static final SecureRandom RANDOM = new SecureRandom();
  static final RsaKeyPair EPHEMERAL = RsaKeyPair.generate(RANDOM);

  final AtSign atSign;
  final AtSign daemon;
  final DeviceName device;
  final PostOffice.Edge edge;
  private final Subscription answers;

  ScriptedClient(PostOffice office, AtSign atSign, AtSign daemon, DeviceName device) {
    this.atSign = atSign;
    this.daemon = daemon;
    this.device = device;
    this.edge = office.edge(atSign);
    this.answers = edge.subscribe(Pattern.compile("\\.sshnp@"));
  }

  void ping() {
    edge.notify(MessageName.ping(daemon, device, atSign), "ping", NotifyOptions.DEFAULT);
  }

  /** A request as our client makes it. */
  NptRequest request(SessionId session, int relayPort, ServiceAddress service) {
    return new NptRequest(
        session, "127.0.0.1", relayPort, service, rendezvous(true, true), Duration.ofSeconds(30));
  }

  static RelayRendezvous rendezvous(boolean authenticate, boolean encrypt) {
    return new RelayRendezvous(
        authenticate,
        AuthMode.PAYLOAD,
        null,
        Nonce.random(RANDOM),
        Nonce.random(RANDOM),
        encrypt,
        EphemeralKey.of(EPHEMERAL.publicKey()),
        true,
        AtSign.of("@relay"),
        List.of(),
        List.of());
  }

  void send(NptRequest request) {
    send(request.toJson());
  }

  void send(JsonObject payload) {
    sendText(SignedEnvelope.sign(payload, edge.signingKey()).text());
  }

  /** The envelope with a second signature, which claims to be of the key there (2.4). */
  String signedBy(NptRequest request, String uri, AtSign signer) {
    JsonObject payload = request.toJson();
    JsonObject second =
        JsonObject.builder()
            .put("sk", uri)
            .put("sa", "rsa2048")
            .put("ha", "sha256")
            .put(
                "s",
                PostOffice.keys(signer)
                    .privateKey()
                    .sign(payload.canonical(), HashAlgorithm.SHA256))
            .build();
    JsonObject.Builder whole = JsonObject.builder();
    SignedEnvelope.sign(payload, edge.signingKey()).whole().members().forEach(whole::put);
    return whole.put("enrollmentSignature", second).build().canonical();
  }

  void sendText(String text) {
    edge.notify(MessageName.nptRequest(daemon, device, atSign), text, NotifyOptions.DEFAULT);
  }

  /** What the daemon says to a sender that may not; nothing else must come before. */
  String refusal() throws InterruptedException {
    ReceivedNotification received = answers.poll(Duration.ofSeconds(10));
    if (received == null) {
      throw new AssertionError("no refusal of the daemon within 10 s");
    }
    if (!received.key().equals(MessageName.refusal(atSign, device, daemon))) {
      throw new AssertionError("no refusal, but " + received.key());
    }
    return String.valueOf(received.value());
  }

  /** The next answer of the daemon; null when none comes. */
  @Nullable String answer(Duration limit) throws InterruptedException {
    ReceivedNotification received = answers.poll(limit);
    return received == null ? null : received.value();
  }

  String answer() throws InterruptedException {
    String answer = answer(Duration.ofSeconds(10));
    if (answer == null) {
      throw new AssertionError("no answer of the daemon within 10 s");
    }
    return answer;
  }

  @Override
  public void close() {
    answers.close();
  }
}
