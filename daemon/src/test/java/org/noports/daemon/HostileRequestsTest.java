package org.noports.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.noports.daemon.DaemonRig.ALICE;
import static org.noports.daemon.DaemonRig.BOB;
import static org.noports.daemon.DaemonRig.CAROL;
import static org.noports.daemon.DaemonRig.DEVICE;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.noports.atclient.NotifyOptions;
import org.noports.fixtures.LogWitness;
import org.noports.protocol.envelope.SignedEnvelope;
import org.noports.protocol.json.Json;
import org.noports.protocol.json.JsonObject;
import org.noports.protocol.name.SessionId;
import org.noports.protocol.session.MessageName;
import org.noports.protocol.session.NptRequest;

/** What somebody with bad intentions, or a defect, can send to a daemon. */
class HostileRequestsTest {
  private static final Duration SILENCE = Duration.ofMillis(300);

  private DaemonRig rig;

  @BeforeEach
  void start() throws IOException, InterruptedException {
    rig = DaemonRig.start(config -> config);
  }

  @AfterEach
  void stop() throws IOException {
    rig.close();
  }

  private static SessionId newSession() {
    return SessionId.random(ScriptedClient.RANDOM);
  }

  @Test
  void aForgedSignatureIsRefusedInWords() throws InterruptedException {
    NptRequest request = rig.request();
    rig.alice.sendText(
        SignedEnvelope.sign(request.toJson(), PostOffice.keys(CAROL).privateKey()).text());
    assertThat(rig.alice.answer())
        .startsWith(
            "Signature not verified: Likely that the client atSign's public key has changed:");
    assertThat(rig.relay.connections).isEmpty();
  }

  @Test
  void anAlteredRequestIsRefused() throws InterruptedException {
    NptRequest request = rig.request();
    String signed = SignedEnvelope.sign(request.toJson(), rig.alice.edge.signingKey()).text();
    rig.alice.sendText(signed.replace("\"requestedPort\":8080", "\"requestedPort\":22"));
    assertThat(rig.alice.answer()).startsWith("Signature not verified");
  }

  @Test
  void aSecondSignatureMustBeOfTheSendersEnrolment() throws InterruptedException {
    String uri = "public:_apsk.e1.a.__e@alice";
    rig.office.records.put(uri, PostOffice.keys(ALICE).publicKey().text());
    NptRequest good = rig.request();
    rig.alice.sendText(rig.alice.signedBy(good, uri, ALICE));
    assertThat(rig.alice.answer()).startsWith("{");
    NptRequest forged = rig.request();
    rig.alice.sendText(rig.alice.signedBy(forged, uri, CAROL));
    assertThat(rig.alice.answer()).startsWith("Enrollment signature not verified: ");
    NptRequest foreign = rig.request();
    rig.alice.sendText(rig.alice.signedBy(foreign, "public:_apsk.e1.a.__e@carol", CAROL));
    assertThat(rig.alice.answer()).startsWith("Enrollment signature not verified: ");
    NptRequest unknown = rig.request();
    rig.alice.sendText(rig.alice.signedBy(unknown, "public:_apsk.gone.a.__e@alice", CAROL));
    assertThat(rig.alice.answer()).startsWith("{");
  }

  @Test
  void aReplayedRequestIsDropped() throws InterruptedException {
    NptRequest request = rig.request();
    rig.alice.send(request);
    assertThat(rig.alice.answer()).startsWith("{");
    rig.office.immutable.clear();
    rig.alice.send(request);
    assertThat(rig.alice.answer(SILENCE)).isNull();
    assertThat(rig.daemon.sessions()).isEqualTo(1);
  }

  @Test
  void aRequestAnotherDaemonProcessHasTakenIsLeftToIt() throws InterruptedException {
    SessionId session = newSession();
    rig.office.immutable.add(session + ".session_mutexes.sshnp@bob");
    rig.alice.send(rig.alice.request(session, rig.relay.port(), DaemonRig.WEB));
    assertThat(rig.alice.answer(SILENCE)).isNull();
  }

  @Test
  void aRequestOlderThanAMinuteIsNotServedAndTheClockDoubted() throws InterruptedException {
    NptRequest request = rig.request();
    rig.office.now = rig.office.now.plusSeconds(61);
    rig.office.sentAt = rig.office.now.minusSeconds(61);
    rig.alice.send(request);
    assertThat(rig.alice.answer())
        .isEqualTo(
            "The request is 61 s old by this daemon's clock; if it is not, that clock is wrong");
  }

  @Test
  void malformedRequestsAreDroppedAndTheNextOneIsServed() throws InterruptedException {
    NptRequest good = rig.request();
    for (String name : good.toJson().members().keySet()) {
      if (List.of("relayAuthMode", "relayAuthAesKey", "timeout", "twinKeys", "relayAtsign")
          .contains(name)) {
        continue;
      }
      JsonObject.Builder without = JsonObject.builder();
      good.toJson()
          .members()
          .forEach((n, value) -> {
            if (!n.equals(name)) {
              without.put(n, value);
            }
          });
      rig.alice.send(without.build());
    }
    for (String text :
        List.of("", "x", "{}", "{\"payload\":1}", "[]", "{\"payload\":{},\"signature\":\"\"}")) {
      rig.alice.sendText(text);
    }
    rig.alice.send(good);
    assertThat(rig.alice.answer()).startsWith("{");
    assertThat(rig.alice.answer(SILENCE)).isNull();
  }

  @Test
  void aSessionIdThatIsNoUuidIsDropped() throws InterruptedException {
    String payload = rig.request().toJson().canonical();
    String odd = payload.replaceFirst("\"sessionId\":\"[^\"]*\"", "\"sessionId\":\"../../etc\"");
    rig.alice.send(Json.parseObject(odd));
    assertThat(rig.alice.answer(SILENCE)).isNull();
  }

  @Test
  void anEphemeralKeyThatIsNotRsa2048IsRefused() throws InterruptedException {
    String payload = rig.request().toJson().canonical();
    rig.alice.send(Json.parseObject(payload.replace("\"rsa2048\"", "\"ecc_secp256r1\"")));
    assertThat(rig.alice.answer())
        .startsWith("Failed to start up the daemon side of the relay socket tunnel : ");
  }

  @Test
  void aFloodOfRubbishOfAManagerIsDroppedInFewWordsAndHoldsNobodyUp() throws Exception {
    try (LogWitness log = new LogWitness("org.noports.daemon");
        DaemonRig other =
            DaemonRig.startWithoutManagers(config -> DaemonRig.config(List.of(ALICE, CAROL)))) {
      for (int i = 0; i < 2_000; i++) {
        other.alice.sendText("{\"payload\":{\"sessionId\":\"\u001b[2J\n" + i + "\"}}");
      }
      try (ScriptedClient carol = other.client(CAROL)) {
        carol.ping();
        assertThat(carol.answer()).startsWith("{");
      }
      assertThat(log.lines()).hasSizeLessThan(200);
      assertThat(log.lines()).allMatch(LogWitness::isOnePrintableLine);
    }
  }

  @Test
  void aFloodOfStrangersIsToldAndLoggedInFewWordsAndHoldsNobodyUp() throws Exception {
    try (LogWitness log = new LogWitness("org.noports.daemon");
        ScriptedClient carol = rig.client(CAROL)) {
      for (int i = 0; i < 2_000; i++) {
        carol.ping();
      }
      rig.alice.ping();
      assertThat(rig.alice.answer()).startsWith("{");
      int told = 0;
      while (carol.answer(SILENCE) != null) {
        told++;
      }
      assertThat(told).isBetween(1, 20);
      assertThat(log.lines()).hasSizeLessThan(40);
    }
  }

  @Test
  void hugeAndDeepMessagesAreDroppedAndTheNextOneIsServed() throws Exception {
    rig.alice.sendText("x".repeat(10_000_000));
    rig.alice.sendText("[".repeat(1_000_000));
    rig.alice.sendText("{\"payload\":" + "{\"a\":".repeat(100_000));
    rig.alice.sendText("{\"payload\":{\"sessionId\":\"" + "a".repeat(100_000) + "\"}}");
    rig.alice.edge.notify(
        MessageName.sshPublicKey(BOB, DEVICE, ALICE),
        "ssh-rsa " + "A".repeat(5_000_000),
        NotifyOptions.DEFAULT);
    rig.alice.send(rig.request());
    assertThat(rig.alice.answer()).startsWith("{");
  }

  @Test
  void aRequestSentManyTimesIsServedOnce() throws Exception {
    NptRequest request = rig.request();
    rig.alice.send(request);
    assertThat(rig.alice.answer()).startsWith("{");
    for (int i = 0; i < 50; i++) {
      rig.alice.send(request);
    }
    assertThat(rig.alice.answer(SILENCE)).isNull();
    assertThat(rig.daemon.sessions()).isEqualTo(1);
  }
}
