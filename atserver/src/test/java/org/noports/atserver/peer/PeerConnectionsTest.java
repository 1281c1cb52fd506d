package org.noports.atserver.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.noports.protocol.ErrorCode;
import org.noports.protocol.name.AtSign;

/** Connections to other atServers: made once, kept, used in turn. */
class PeerConnectionsTest extends PeerFixture {
  @Test
  void aRequestGoesThroughTheHandshakeOnceAndThenUsesTheSameConnection() throws Exception {
    ScriptedPeer bob = peer(BOB, echo(ALICE));

    for (int i = 0; i < 5; i++) {
      assertThat(peers.request(ALICE, BOB, "lookup:all:k" + i + "@bob"))
          .isEqualTo(new PeerAnswer.Data("lookup:all:k" + i + "@bob"));
    }

    assertThat(bob.connections()).isEqualTo(1);
    assertThat(bob.received())
        .startsWith("lookup:all:publickey@bob", "from:@alice", "pol", "lookup:all:k0@bob");
    assertThat(caller.proved)
        .containsExactly(
            "@alice _0d7cf1ae-74e6-4b2c-9d2c-8a0d4ae3e2ab 4c9d0e9c-3f2b-4a52-9d0c-2d6ec2cfa7a1");
    assertThat(peers.open(ALICE)).isEqualTo(1);
    assertThat(peers.open(BOB)).isZero();
  }

  @Test
  void thePeersPublicKeyIsShownToTheCallerAndItsCertificateToThePeer() throws Exception {
    CompletableFuture<String> shown = new CompletableFuture<>();
    peer(
        BOB,
        talk -> {
          shown.complete(talk.socket().getSession().getPeerPrincipal().getName());
          talk.say("@");
          talk.hear();
          talk.say("data:{\"key\":\"public:publickey@bob\",\"data\":\"MIIB\"}\n@");
          talk.hear();
        });

    peers.request(ALICE, BOB, "scan");

    assertThat(shown.get(20, TimeUnit.SECONDS)).isEqualTo("CN=localhost");
    assertThat(caller.seen)
        .containsExactly("@alice @bob {\"key\":\"public:publickey@bob\",\"data\":\"MIIB\"}");
  }

  @Test
  void aPromptInARecordOfItsOwnAndAnErrorOverSeveralLinesShiftNoAnswer() throws Exception {
    peer(
        BOB,
        talk -> {
          talk.accept("@alice");
          talk.hear();
          talk.say("data:one\n");
          talk.say("@alice@");
          talk.hear();
          talk.say("error:AT0003-Exception: syntax from:@<atSign> \n e.g from:@alice\n@");
          talk.hear();
          talk.say("@alice@data:three\n@alice@");
          talk.hear();
        });

    assertThat(peers.request(ALICE, BOB, "scan")).isEqualTo(new PeerAnswer.Data("one"));
    assertThat(peers.request(ALICE, BOB, "scan"))
        .isInstanceOf(PeerAnswer.Refused.class)
        .extracting("code")
        .isEqualTo(ErrorCode.AT0003);
    assertThat(peers.request(ALICE, BOB, "scan")).isEqualTo(new PeerAnswer.Data("three"));
  }

  @Test
  void anAnswerNobodyAskedForIsNotTakenForTheNextOne() throws Exception {
    CountDownLatch both = new CountDownLatch(1);
    ScriptedPeer bob =
        peer(
            BOB,
            talk -> {
              talk.accept("@alice");
              talk.hear();
              talk.say("data:one\n@alice@data:success\n@alice@");
              both.countDown();
              talk.hear();
              talk.say("data:two\n@alice@");
              talk.hear();
            });

    assertThat(peers.request(ALICE, BOB, "scan")).isEqualTo(new PeerAnswer.Data("one"));
    assertThat(both.await(20, TimeUnit.SECONDS)).isTrue();
    // The old connection is given up; on the new one the first answer is the right one again.
    assertThat(peers.request(ALICE, BOB, "scan")).isEqualTo(new PeerAnswer.Data("one"));
    assertThat(bob.connections()).isEqualTo(2);
  }

  @Test
  void aConnectionThePeerClosedWhileIdleIsReplaced() throws Exception {
    ScriptedPeer bob = peer(BOB, echo(ALICE));
    peers.request(ALICE, BOB, "scan");

    bob.dropConnections();

    assertThat(peers.request(ALICE, BOB, "scan a")).isEqualTo(new PeerAnswer.Data("scan a"));
    assertThat(bob.connections()).isEqualTo(2);
  }

  @Test
  void theVerifierAsksAnonymouslyOverAConnectionOfItsOwn() throws Exception {
    ScriptedPeer bob =
        peer(
            BOB,
            talk -> {
              talk.say("@");
              for (String line = talk.hear(); !line.isEmpty(); line = talk.hear()) {
                talk.say("data:" + line.length() + "\n@");
              }
            });

    assertThat(peers.ask(BOB, List.of("lookup:_1@bob", "lookup:signing_publickey@bob")))
        .containsExactly(new PeerAnswer.Data("13"), new PeerAnswer.Data("28"));
    assertThat(peers.ask(BOB, "lookup:x@bob")).isEqualTo(new PeerAnswer.Data("12"));
    assertThat(bob.received()).doesNotContain("pol");
    assertThat(bob.connections()).isEqualTo(2);
  }

  @Test
  void beyondTheLimitTheConnectionIdleLongestMakesRoom() throws Exception {
    ScriptedPeer bob = peer(BOB, echo(ALICE));
    peer(COLIN, echo(ALICE));
    AtSign dora = AtSign.of("@dora");
    peer(dora, echo(ALICE));

    for (AtSign each : List.of(BOB, COLIN, dora, BOB)) {
      assertThat(peers.request(ALICE, each, "scan")).isEqualTo(new PeerAnswer.Data("scan"));
    }

    assertThat(peers.open(ALICE)).isEqualTo(2);
    assertThat(bob.connections()).isEqualTo(2);
  }

  @Test
  void requestsOfManyThreadsToOnePeerGetEachItsOwnAnswer() throws Exception {
    peer(BOB, echo(ALICE));
    List<CompletableFuture<PeerAnswer>> answers = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      String line = "scan " + i;
      CompletableFuture<PeerAnswer> answer = new CompletableFuture<>();
      answers.add(answer);
      Thread.ofVirtual().start(() -> answer.complete(peers.request(ALICE, BOB, line)));
    }
    for (int i = 0; i < 50; i++) {
      assertThat(answers.get(i).get(20, TimeUnit.SECONDS))
          .isEqualTo(new PeerAnswer.Data("scan " + i));
    }
  }

  @Test
  void closingEndsARequestUnderWay() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    peer(
        BOB,
        talk -> {
          talk.accept("@alice");
          talk.hear();
          asked.countDown();
          talk.hear();
        });
    PeerConnections patient =
        new PeerConnections(
            PeerSettings.DEFAULTS,
            addresses::get,
            authority.client(),
            caller,
            InstantSource.system());
    CompletableFuture<PeerAnswer> answer = new CompletableFuture<>();
    Thread.ofVirtual().start(() -> answer.complete(patient.request(ALICE, BOB, "scan")));
    assertThat(asked.await(20, TimeUnit.SECONDS)).isTrue();

    patient.close();

    assertFailed(answer.get(20, TimeUnit.SECONDS), ErrorCode.AT0004);
    await().untilAsserted(() -> assertThat(patient.open(ALICE)).isZero());
    assertFailed(patient.request(ALICE, BOB, "scan"), ErrorCode.AT0006);
  }
}
