package org.noports.protocol.recordings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.noports.protocol.recordings.RecordedSession.keysOf;
import static org.noports.protocol.vectors.SpecFile.at;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.CsvSource;
import org.noports.protocol.envelope.SignedEnvelope;
import org.noports.protocol.json.Json;
import org.noports.protocol.json.JsonObject;
import org.noports.protocol.json.JsonValue;
import org.noports.protocol.name.AtKey;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.name.DeviceName;
import org.noports.protocol.name.SessionId;
import org.noports.protocol.relay.AuthMode;
import org.noports.protocol.relay.PortAnswer;
import org.noports.protocol.relay.PortRequest;
import org.noports.protocol.relay.RelayMessage;
import org.noports.protocol.session.DaemonMessage;
import org.noports.protocol.session.Feature;
import org.noports.protocol.session.MessageName;
import org.noports.protocol.session.NptRequest;
import org.noports.protocol.session.PingAnswer;
import org.noports.protocol.session.ServiceAddress;
import org.noports.protocol.session.SessionAnswer;
import org.noports.protocol.session.SessionReply;

/** The NoPorts messages of the two recorded sessions: each reads and writes as it was sent. */
@ParameterizedClass
@CsvSource({"session-dart.json,dev1", "session-c.json,cdev"})
class RecordedMessagesTest {
  private static final AtSign ALICE = AtSign.of("@alice");
  private static final AtSign BOB = AtSign.of("@bob");
  private static final AtSign RV = AtSign.of("@rv");

  private final RecordedSession session;
  private final DeviceName device;
  private final PortRequest portRequest;
  private final PortAnswer portAnswer;

  RecordedMessagesTest(String file, String device) {
    this.session = new RecordedSession(file);
    this.device = DeviceName.of(device);
    this.portRequest =
        PortRequest.parse(Json.parseObject(at(session.payload("request_ports"), "plaintext")));
    this.portAnswer = PortAnswer.parse(at(session.payload(".sshrvd@rv"), "plaintext"), true);
  }

  @Test
  void keysAreTheOnesWeBuild() {
    SessionId id = portRequest.sessionId();
    assertKey(MessageName.ping(BOB, device, ALICE), "ping");
    assertKey(MessageName.pingAnswer(ALICE, device, BOB), "heartbeat");
    assertKey(MessageName.portRequest(RV, device, ALICE), "request_ports");
    assertKey(MessageName.portAnswer(ALICE, id, RV), ".sshrvd@rv");
    assertKey(MessageName.nptRequest(BOB, device, ALICE), "npt_request");
    assertKey(MessageName.sessionAnswer(ALICE, id, device, BOB), id + "." + device);
    assertThat(MessageName.relayAnswers(id).matcher(key(".sshrvd@rv")).find()).isTrue();
    assertThat(MessageName.sessionAnswers(id, device, BOB).matcher(key(id + "." + device)).find())
        .isTrue();
    assertThat(MessageName.pingAnswers(device).matcher(key("heartbeat")).find()).isTrue();
    assertThat(MessageName.toDevice(device).matcher(key("ping")).find()).isTrue();
    assertThat(MessageName.toRelay().matcher(key("request_ports")).find()).isTrue();
    assertThat(DaemonMessage.of(AtKey.parse(key("ping")), device)).isEqualTo(DaemonMessage.PING);
    assertThat(DaemonMessage.of(AtKey.parse(key("npt_request")), device))
        .isEqualTo(DaemonMessage.NPT_REQUEST);
    assertThat(RelayMessage.of(AtKey.parse(key("request_ports"))))
        .isEqualTo(RelayMessage.REQUEST_PORTS);
  }

  @Test
  void everyPingAnswerWritesAsItWasSent() {
    int seen = 0;
    for (JsonNode each : session.payloads()) {
      String key = at(each, "key");
      if (key.contains("heartbeat.") || key.contains("device_info.")) {
        seen++;
        PingAnswer answer = PingAnswer.parse(at(each, "plaintext"));
        assertThat(answer.toJson().canonical()).isEqualTo(at(each, "plaintext"));
        assertThat(key).contains("." + answer.deviceName() + ".");
        assertThat(answer.features())
            .contains(Feature.SR_AUTH, Feature.SR_E2EE, Feature.SUPPORTS_PORT_CHOICE)
            .doesNotContain(Feature.TWIN_KEYS, Feature.AEAD_STREAMS);
        assertThat(answer.supports(Feature.ADJUSTABLE_TIMEOUT))
            .isEqualTo(answer.deviceName().equals("dev1"));
        assertThat(answer.allowedServices()).hasSize(2);
      }
    }
    assertThat(seen).isPositive();
    assertThat(at(session.payload(":ping."), "plaintext")).isEqualTo("ping");
  }

  @Test
  void relayMessagesWriteAsTheyWereSent() {
    JsonObject sent = Json.parseObject(at(session.payload("request_ports"), "plaintext"));
    assertThat(only(portRequest.toJson(), sent.members().sequencedKeySet()))
        .isEqualTo(sent.canonical());
    assertThat(portRequest.atSignA()).isEqualTo(ALICE);
    assertThat(portRequest.atSignB()).isEqualTo(BOB);
    assertThat(portAnswer.toCsv()).isEqualTo(at(session.payload(".sshrvd@rv"), "plaintext"));
    assertThat(portAnswer.portA()).isEqualTo(session.relayPort("A"));
    assertThat(portAnswer.portB()).isEqualTo(session.relayPort("B"));
  }

  @Test
  void theRequestVerifiesAndWritesAsItWasSent() {
    String text = at(session.payload("npt_request"), "plaintext");
    SignedEnvelope envelope = SignedEnvelope.parse(text);
    assertThat(envelope.text()).isEqualTo(text);
    JsonObject payload = envelope.verified(keysOf(ALICE).encryption().publicKey());
    assertThat(SignedEnvelope.sign(payload, keysOf(ALICE).encryption().privateKey()).text())
        .isEqualTo(text);

    NptRequest request = NptRequest.from(payload);
    assertThat(only(request.toJson(), payload.members().sequencedKeySet()))
        .isEqualTo(payload.canonical());
    assertThat(request.sessionId()).isEqualTo(portRequest.sessionId());
    assertThat(request.rvdHost()).isEqualTo(portAnswer.host());
    assertThat(request.rvdPort()).isEqualTo(portAnswer.portB());
    assertThat(request.requested()).isEqualTo(ServiceAddress.of("127.0.0.1", 8099));
    assertThat(request.rendezvous().relayAuthMode()).isEqualTo(AuthMode.PAYLOAD);
    assertThat(request.rendezvous().clientNonce()).isEqualTo(portRequest.clientNonce());
    assertThat(request.rendezvous().rvdNonce()).isEqualTo(portAnswer.rvdNonce());
    assertThat(request.rendezvous().twinKeys()).isFalse();
    assertThat(Objects.requireNonNull(request.rendezvous().ephemeralKey()).key()).isNotNull();
  }

  @Test
  void theAnswerVerifiesAndWritesAsItWasSent() {
    String text = at(session.payload(portRequest.sessionId() + "." + device), "plaintext");
    SignedEnvelope envelope = ((SessionReply.Signed) SessionReply.parse(text)).envelope();
    assertThat(envelope.text()).isEqualTo(text);
    JsonObject payload = envelope.verified(keysOf(BOB).encryption().publicKey());
    SessionAnswer answer = SessionAnswer.from(payload);
    assertThat(answer.sessionId()).isEqualTo(portRequest.sessionId());
    assertThat(answer.toJson().canonical()).isEqualTo(payload.canonical());
    assertThat(Objects.requireNonNull(answer.keys()).twin()).isFalse();
  }

  private void assertKey(AtKey built, String part) {
    assertThat(built.text()).isEqualTo(key(part));
  }

  private String key(String part) {
    return at(session.payload(part), "key");
  }

  /** What an older program would have written of it. */
  private static String only(JsonObject json, Set<String> names) {
    SequencedMap<String, JsonValue> members = new LinkedHashMap<>(json.members());
    members.keySet().retainAll(names);
    return new JsonObject(members).canonical();
  }
}
