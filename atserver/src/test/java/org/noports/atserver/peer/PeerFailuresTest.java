package org.noports.atserver.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.noports.atserver.HostPort;
import org.noports.atserver.directory.AtDirectory;
import org.noports.atserver.directory.DirectoryException;
import org.noports.atserver.tls.TestAuthority;
import org.noports.protocol.ErrorCode;

/** What comes of calls to peers that refuse, cheat, stay silent or are not who they say. */
class PeerFailuresTest extends PeerFixture {
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
}
