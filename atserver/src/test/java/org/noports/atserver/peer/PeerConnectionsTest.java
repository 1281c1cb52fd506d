package org.noports.atserver.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.noports.atserver.HostPort;
import org.noports.atserver.directory.AtDirectory;
import org.noports.atserver.directory.DirectoryException;
import org.noports.atserver.tls.TestAuthority;
import org.noports.protocol.ErrorCode;
import org.noports.protocol.name.AtSign;

class PeerConnectionsTest {
  private static final AtSign ALICE = AtSign.of("@alice");
  private static final AtSign BOB = AtSign.of("@bob");
  private static final AtSign COLIN = AtSign.of("@colin");
  private static final PeerSettings PATIENT =
      new PeerSettings(
          2,
          Duration.ofSeconds(10),
          Duration.ofSeconds(10),
          Duration.ofSeconds(10),
          Duration.ofSeconds(10),
          Duration.ofSeconds(10),
          Duration.ofMinutes(1),
          2_000);

  /** For those who are to run into a limit. */
  private static final PeerSettings HASTY =
      new PeerSettings(
          2,
          Duration.ofMillis(700),
          Duration.ofMillis(700),
          Duration.ofMillis(700),
          Duration.ofMillis(700),
          Duration.ofMillis(700),
          Duration.ofMinutes(1),
          2_000);

  @TempDir Path directory;
  private TestAuthority authority;
  private final Map<AtSign, HostPort> addresses = new ConcurrentHashMap<>();
  private final List<AutoCloseable> opened = new ArrayList<>();
  private final Caller caller = new Caller();
  private PeerConnections peers;
  private PeerConnections hasty;

  /** Remembers what it was asked to prove and shown. */
  private static final class Caller implements PolCaller {
    private final List<String> proved = new CopyOnWriteArrayList<>();
    private final List<String> seen = new CopyOnWriteArrayList<>();

    @Override
    public void prove(AtSign who, String session, String challenge) {
      proved.add(who + " " + session + " " + challenge);
    }

    @Override
    public void sawPublicKey(AtSign who, AtSign peer, String json) {
      seen.add(who + " " + peer + " " + json);
    }
  }

  @BeforeEach
  void open() {
    authority = new TestAuthority(directory);
    peers = connections(PATIENT);
    hasty = connections(HASTY);
  }

  private PeerConnections connections(PeerSettings settings) {
    return new PeerConnections(
        settings,
        addresses::get,
        authority.clientNamed("localhost"),
        caller,
        InstantSource.system());
  }

  @AfterEach
  void close() throws Exception {
    peers.close();
    hasty.close();
    for (AutoCloseable each : opened) {
      each.close();
    }
  }

  private ScriptedPeer peer(AtSign name, ScriptedPeer.Behaviour behaviour) throws IOException {
    ScriptedPeer peer = new ScriptedPeer(authority.server(), behaviour);
    opened.add(peer);
    addresses.put(name, peer.address());
    return peer;
  }

  /** Accepts the caller and echoes every request. */
  private static ScriptedPeer.Behaviour echo(AtSign who) {
    return talk -> {
      talk.accept(who.text());
      for (String line = talk.hear(); !line.isEmpty(); line = talk.hear()) {
        talk.say("data:" + line + "\n" + who + "@");
      }
    };
  }

  private static void assertFailed(@Nullable PeerAnswer answer, ErrorCode code) {
    assertThat(answer).isInstanceOf(PeerAnswer.Failed.class);
    assertThat(answer).extracting("code").isEqualTo(code);
    assertThat(answer).extracting("message").asString().doesNotContain("\n");
  }

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

    assertThat(shown.get(5, TimeUnit.SECONDS)).isEqualTo("CN=localhost");
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
    assertThat(both.await(5, TimeUnit.SECONDS)).isTrue();
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
  void aRefusedHandshakeAndAForeignChallengeFailAsAT0008() throws Exception {
    peer(
        BOB,
        talk -> {
          talk.say("@");
          talk.hear();
          talk.say("error:AT0015-key not found\n@");
          talk.hear();
          talk.say("data:proof:_1@alice:pol1.eyJ2IjoiQGNhcm9sIiwibiI6IjEifQ==\n@");
          talk.hear();
        });
    assertFailed(peers.request(ALICE, BOB, "scan"), ErrorCode.AT0008);
    assertThat(caller.proved).isEmpty();

    peer(
        COLIN,
        talk -> {
          talk.say("@");
          talk.hear();
          talk.say("error:AT0015-key not found\n@");
          talk.hear();
          talk.say("error:AT0401-Exception: Certificate Verification Failed\n@");
          talk.hear();
        });
    PeerAnswer refused = peers.request(ALICE, COLIN, "scan");
    assertFailed(refused, ErrorCode.AT0008);
    assertThat(refused.toString()).contains("AT0401", "Certificate Verification Failed");
  }

  @Test
  void acceptanceAsSomebodyElseIsNoAcceptance() throws Exception {
    peer(BOB, talk -> talk.accept("@alice2"));
    assertFailed(peers.request(ALICE, BOB, "scan"), ErrorCode.AT0008);
  }

  @Test
  void eachWayOfNotAnsweringHasItsCode() throws Exception {
    peer(BOB, talk -> talk.hear());
    assertFailed(hasty.request(ALICE, BOB, "scan"), ErrorCode.AT0023);

    peer(BOB, talk -> talk.say("hello, this is no atServer"));
    assertFailed(peers.request(ALICE, BOB, "scan"), ErrorCode.AT0021);

    peer(
        BOB,
        talk -> {
          talk.accept("@alice");
          talk.hear();
          talk.say("data:half an ans");
        });
    assertFailed(peers.request(ALICE, BOB, "scan"), ErrorCode.AT0004);

    peer(
        BOB,
        talk -> {
          talk.accept("@alice");
          talk.hear();
          talk.say("data:" + "x".repeat(3_000));
          talk.hear();
        });
    assertFailed(peers.request(ALICE, BOB, "scan"), ErrorCode.AT0004);

    peer(
        BOB,
        talk -> {
          talk.accept("@alice");
          talk.hear();
          for (int i = 0; i < 100; i++) {
            talk.say("what is this\n");
          }
          talk.hear();
        });
    assertFailed(peers.request(ALICE, BOB, "scan"), ErrorCode.AT0004);

    addresses.remove(BOB);
    assertFailed(peers.request(ALICE, BOB, "scan"), ErrorCode.AT0007);
  }

  @Test
  void aPeerThatDripsBytesGetsNoMoreTimeThanASilentOne() throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    peer(
        BOB,
        talk -> {
          talk.accept("@alice");
          talk.hear();
          talk.say("data:");
          while (awaits(over)) {
            talk.say("x");
          }
        });

    long before = System.nanoTime();
    PeerAnswer answer = hasty.request(ALICE, BOB, "scan");
    over.countDown();

    assertFailed(answer, ErrorCode.AT0023);
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(30));
  }

  private static boolean awaits(CountDownLatch over) {
    try {
      return !over.await(50, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Test
  void aPeerThatNeverShakesHandsTimesOutAndAClosedPortIsUnreachable() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      addresses.put(BOB, new HostPort("localhost", silent.getLocalPort()));
      assertFailed(hasty.request(ALICE, BOB, "scan"), ErrorCode.AT0023);
    }
    assertFailed(peers.request(ALICE, BOB, "scan"), ErrorCode.AT0021);
    assertFailed(peers.ask(BOB, "lookup:publickey@bob"), ErrorCode.AT0021);
  }

  @Test
  void aCertificateOfAnotherHostOrAuthorityIsNotBelieved() throws Exception {
    try (ScriptedPeer elsewhere =
            new ScriptedPeer(authority.server("elsewhere.example"), echo(ALICE));
        ScriptedPeer stranger =
            new ScriptedPeer(new TestAuthority(directory.resolve("other")).server(), echo(ALICE))) {
      addresses.put(BOB, elsewhere.address());
      addresses.put(COLIN, stranger.address());

      assertFailed(peers.request(ALICE, BOB, "scan"), ErrorCode.AT0021);
      assertFailed(peers.request(ALICE, COLIN, "scan"), ErrorCode.AT0021);
      assertThat(elsewhere.received()).isEmpty();
      assertThat(stranger.received()).isEmpty();
    }
  }

  @Test
  void aDirectoryThatFailsIsASocketError() {
    AtDirectory broken =
        atSign -> {
          throw new DirectoryException("the directory is down");
        };
    try (PeerConnections lost =
        new PeerConnections(HASTY, broken, authority.client(), caller, InstantSource.system())) {
      assertFailed(lost.request(ALICE, BOB, "scan"), ErrorCode.AT0004);
    }
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
      assertThat(answers.get(i).get(10, TimeUnit.SECONDS))
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
    assertThat(asked.await(5, TimeUnit.SECONDS)).isTrue();

    patient.close();

    assertFailed(answer.get(2, TimeUnit.SECONDS), ErrorCode.AT0004);
    await().untilAsserted(() -> assertThat(patient.open(ALICE)).isZero());
    assertFailed(patient.request(ALICE, BOB, "scan"), ErrorCode.AT0006);
  }
}
