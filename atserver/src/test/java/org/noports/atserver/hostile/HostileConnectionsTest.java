package org.noports.atserver.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.noports.atserver.AtServerHost;
import org.noports.atserver.Limits;
import org.noports.atserver.TestConnection;
import org.noports.atserver.TestParty;
import org.noports.atserver.TestStorage;
import org.noports.protocol.crypto.HashAlgorithm;

/** What a stranger may try on an atServer's port, with limits small enough to reach. */
class HostileConnectionsTest {
  private static final Limits SMALL =
      Limits.DEFAULTS
          .with()
          .connectionsPerAtSign(12)
          .connectionsPerProcess(40)
          .unauthenticatedPerAtSign(8)
          .unauthenticatedBytes(262_144)
          .handshakeTime(Duration.ofSeconds(2))
          .unauthenticatedIdle(Duration.ofSeconds(3))
          .authenticatedIdle(Duration.ofSeconds(30))
          .writeTime(Duration.ofSeconds(2))
          .monitorQueueLines(64)
          .monitorQueueBytes(256 * 1024)
          .failedLogins(4)
          .expiryInterval(Duration.ofSeconds(5))
          .shutdownTime(Duration.ofSeconds(2))
          .build();

  @TempDir static Path directory;
  private static AtServerHost host;
  private static TestParty alice;

  @BeforeAll
  static void startHost() {
    host = AtServerHost.start(TestStorage.config(directory).withLimits(SMALL));
    alice = TestParty.activate(host, "@alice");
  }

  @AfterAll
  static void stopHost() {
    host.close();
  }

  @Test
  void aLineLongerThanAStrangerMaySendIsRefusedAndTheConnectionClosed() {
    try (TestConnection connection = alice.connect()) {
      connection.trySend("x".repeat(65_537).getBytes(StandardCharsets.US_ASCII));
      assertThat(connection.isClosedByServer()).isTrue();
      assertThat(connection.rest()).startsWith("error:AT0005-Exception: ");
    }
  }

  @Test
  void theLongestLineOfAStrangerIsStillRead() {
    try (TestConnection connection = alice.connect()) {
      assertThat(connection.ask("x".repeat(65_536)))
          .isEqualTo("error:AT0003-Exception: invalid command\n@");
    }
  }

  @Test
  void manyBytesWithoutALoginEndTheConnection() {
    try (TestConnection connection = alice.connect()) {
      // Long lines: what ends the connection are the bytes, before the rate of commands matters.
      byte[] lines = ("y".repeat(999) + "\n").repeat(2).getBytes(StandardCharsets.US_ASCII);
      boolean open = true;
      for (int i = 0; i < 200 && open; i++) {
        open = connection.trySend(lines);
      }
      assertThat(connection.isClosedByServer()).isTrue();
    }
  }

  @Test
  void aLoggedInConnectionMayWriteAndReadAMegabyteInRecordsThatEndWithThePrompt() {
    String value = "v".repeat(1_000_000);
    try (TestConnection connection = alice.login()) {
      connection.data("update:large.hostile@alice " + value);
      int before = connection.records().size();
      assertThat(connection.ask("llookup:large.hostile@alice"))
          .isEqualTo("data:" + value + "\n@alice@");
      List<String> records = connection.records().subList(before, connection.records().size());
      assertThat(records).allSatisfy(each -> assertThat(each.length()).isLessThanOrEqualTo(16_384));
      assertThat(records.getLast()).endsWith("v\n@alice@");
      connection.data("delete:large.hostile@alice");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {16_360, 16_369, 16_370, 16_371, 16_376, 16_384, 17_000, 32_768})
  void theLastRecordNeverHoldsOnlyThePrompt(int length) {
    try (TestConnection connection = alice.login()) {
      connection.data("update:edge.hostile@alice " + "v".repeat(length));
      int before = connection.records().size();
      connection.ask("llookup:edge.hostile@alice");
      List<Integer> sizes = connection.records().stream().skip(before).map(String::length).toList();
      assertThat(connection.records().getLast().endsWith("v\n@alice@")).as("%s", sizes).isTrue();
      assertThat(sizes.size()).as("%s", sizes).isLessThanOrEqualTo(length / 16_000 + 1);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "llookup:x.y@alice",
        "plookup:publickey@bob",
        "update:x.y@alice v",
        "update:meta:x.y@alice:ttl:1",
        "update:json:{}",
        "delete:x.y@alice",
        "notify:@bob:x.y@alice:v",
        "notify:status:abc",
        "notify:list",
        "notify:fetch:abc",
        "notify:remove:abc",
        "notify:all:@bob:x.y@alice:v",
        "monitor",
        "monitor:0 .*",
        "stats",
        "stats:3",
        "sync:from:-1:limit:5",
        "config:block:show",
        "config:set:a=b",
        "batch:[]",
        "otp:get",
        "otp:put:abc123",
        "keys:get:private",
        "keys:get:keyName:privatekey:at_secret",
        "enroll:list",
        "enroll:approve:{\"enrollmentId\":\"x\"}",
        "enroll:revoke:{\"enrollmentId\":\"x\"}",
        "enroll:delete:{\"enrollmentId\":\"x\"}",
        "enroll:fetch:{\"enrollmentId\":\"x\"}",
        "scan:@bob"
      })
  void whatNeedsALoginIsRefusedWithoutOne(String command) {
    try (TestConnection connection = alice.connect()) {
      assertThat(connection.ask(command)).startsWith("error:AT0401-Exception: ").endsWith("\n@");
      assertThat(connection.ask("noop:0")).isEqualTo("data:ok\n@");
    }
  }

  @Test
  void verbsInTheWrongOrderAreRefused() {
    try (TestConnection connection = alice.connect()) {
      assertThat(connection.ask("pkam:AAAA")).startsWith("error:AT0015-Exception: private:_");
      assertThat(connection.ask("cram:AAAA")).startsWith("error:AT0015-Exception: privatekey:");
      connection.data("from:@alice");
      assertThat(connection.ask("pol")).startsWith("error:AT0011-Exception: ");
      assertThat(connection.isClosedByServer()).isTrue();
    }
  }

  @Test
  void aChallengeIsGoodForOneAttempt() {
    try (TestConnection connection = alice.connect()) {
      String challenge = connection.data("from:@alice");
      String right =
          "pkam:enrollmentId:"
              + alice.enrollmentId()
              + ":"
              + alice.pkam().privateKey().sign(challenge, HashAlgorithm.SHA256);
      assertThat(connection.ask("pkam:enrollmentId:" + alice.enrollmentId() + ":AAAA"))
          .startsWith("error:AT0401-");
      assertThat(connection.ask(right)).startsWith("error:AT0015-");
    }
  }

  @Test
  void aConnectionThatKeepsFailingToLogInIsClosed() {
    try (TestConnection connection = alice.connect()) {
      for (int i = 0; i < SMALL.failedLogins(); i++) {
        connection.data("from:@alice");
        assertThat(connection.ask("pkam:enrollmentId:" + alice.enrollmentId() + ":AAAA"))
            .isEqualTo("error:AT0401-Exception: pkam authentication failed\n@");
      }
      assertThat(connection.isClosedByServer()).isTrue();
    }
  }

  @Test
  void aFailedLoginTakesTheFormerOneAway() {
    try (TestConnection connection = alice.login()) {
      connection.ask("from:@alice");
      connection.ask("pkam:enrollmentId:" + alice.enrollmentId() + ":AAAA");
      assertThat(connection.ask("llookup:x.y@alice"))
          .isEqualTo("error:AT0401-Exception: Command cannot be executed without auth\n@");
    }
  }

  @Test
  void aConnectionThatNeverBeginsTlsIsClosed() throws IOException {
    int port = host.addressOf(alice.atSign()).port();
    try (Socket silent = new Socket(InetAddress.getLoopbackAddress(), port)) {
      silent.setSoTimeout(30_000);
      assertThat(silent.getInputStream().read()).isEqualTo(-1);
    }
  }

  @Test
  void aSilentStrangerIsClosed() {
    try (TestConnection connection = alice.connect()) {
      assertThat(connection.isClosedByServer()).isTrue();
    }
  }

  @Test
  void strangersBeyondTheirShareAreToldSoAndTheOwnerStillGetsIn() {
    List<TestConnection> strangers = new ArrayList<>();
    try {
      for (int i = 0; i < SMALL.unauthenticatedPerAtSign(); i++) {
        strangers.add(alice.connect());
      }
      try (TestConnection late =
          TestConnection.open(host.addressOf(alice.atSign()), host.caFile())) {
        assertThat(late.isClosedByServer()).isTrue();
        assertThat(late.rest()).isEqualTo("error:AT0012-Inbound connection limit exceeded\n");
      }
    } finally {
      strangers.forEach(TestConnection::close);
    }
    await()
        .ignoreExceptionsMatching(AssertionError.class::isInstance)
        .until(() -> {
          try (TestConnection owner = alice.login()) {
            return owner.ask("noop:0").startsWith("data:ok");
          } catch (AssertionError e) {
            return false;
          }
        });
  }

  @Test
  void aMonitorThatDoesNotReadIsClosedAndHoldsNobodyUp() {
    String value = "z".repeat(60_000);
    try (TestConnection slow = alice.login();
        TestConnection sender = alice.login()) {
      slow.send("monitor flood\n");
      long begin = System.nanoTime();
      for (int i = 0; i < 200; i++) {
        sender.data("notify:ttln:60000:@alice:n" + i + ".flood@alice:" + value);
      }
      assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(30));
      assertThat(slow.isClosedByServer()).isTrue();
    }
  }

  @Test
  void anExpressionMadeToExplodeIsStopped() {
    try (TestConnection connection = alice.login()) {
      connection.data("update:" + "a".repeat(60) + "b.hostile@alice v");
      assertThat(connection.ask("scan .*.*.*.*.*.*.*.*zz")).startsWith("error:AT0003-");
      assertThat(connection.ask("scan ((")).startsWith("error:AT0003-");
      connection.send("monitor ((\n");
      assertThat(connection.answer()).startsWith("error:AT0003-");
      assertThat(connection.ask("noop:0")).isEqualTo("data:ok\n@alice@");
    }
  }

  @Test
  void aPeerDeliversOnlyItsOwnKeysAndOnlyToThisAtSign() {
    TestParty mallory = TestParty.activate(host, "@mallory");
    try (TestConnection peer = mallory.polAt(alice)) {
      assertThat(peer.ask("notify:id:h1:update:ttln:60000:ttr:-1:@alice:x.y@victim:v"))
          .startsWith("error:AT0009-Exception: ")
          .endsWith("\n@");
      assertThat(peer.ask("notify:id:h2:update:ttln:60000:@bob:x.y@mallory:v"))
          .startsWith("error:AT0009-Exception: ");
      assertThat(peer.ask("notify:id:h3:update:ttln:60000:@alice:x.y@mallory:v"))
          .isEqualTo("data:success\n@mallory@");
      assertThat(peer.ask("update:x.y@mallory v")).startsWith("error:AT0401-Exception: ");
    }
    try (TestConnection owner = alice.login()) {
      assertThat(owner.ask("llookup:cached:@alice:x.y@victim")).startsWith("error:AT0015-");
    }
  }

  @Test
  void aProofForAnotherChallengeIsRefused() {
    TestParty eve = TestParty.activate(host, "@eve");
    try (TestConnection connection = alice.connect()) {
      String proof = connection.data("from:@eve");
      eve.leaveProof(proof + "x", eve.signingKey());
      assertThat(connection.ask("pol"))
          .isEqualTo("error:AT0401-Exception: Pol Authentication Failed\n@");
      assertThat(connection.ask("pol")).startsWith("error:AT0011-Exception: ");
    }
  }

  @Test
  void oneByteAtATimeIsACommandToo() {
    try (TestConnection connection = alice.connect()) {
      for (byte b : "noop:0\r\n".getBytes(StandardCharsets.US_ASCII)) {
        connection.send(new byte[] {b});
      }
      assertThat(connection.answer()).isEqualTo("data:ok\n@");
    }
  }

  @Test
  void manyCommandsInOneWriteAreAnsweredInOrder() {
    try (TestConnection connection = alice.connect()) {
      String[] commands = new String[50];
      Arrays.fill(commands, "noop:0");
      connection.send(String.join("\n", commands) + "\nbogus\n");
      for (int i = 0; i < commands.length; i++) {
        assertThat(connection.line()).endsWith("data:ok");
      }
      assertThat(connection.line()).isEqualTo("@error:AT0003-Exception: invalid command");
    }
  }
}
