package org.noports.atserver.nodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.noports.atserver.AtServerHost;
import org.noports.atserver.TestConnection;
import org.noports.atserver.TestParty;
import org.noports.atserver.store.postgresql.PrivatePostgres;
import org.noports.protocol.json.Json;
import org.noports.protocol.name.AtSign;

/** Two hosts on one database serve the same atSigns as one would. */
class TwoNodesTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @TempDir Path directory;
  private SharedDatabase shared;
  private InetAddress otherMachine;
  private AtServerHost first;
  private AtServerHost second;
  private TestParty alice;
  private TestParty bob;

  @BeforeEach
  void startTwo() throws Exception {
    otherMachine = InetAddress.getByName("127.0.0.2");
    shared = new SharedDatabase(directory);
    first = AtServerHost.start(shared.machine(InetAddress.getLoopbackAddress()));
    alice = TestParty.activate(first, "@alice");
    second = AtServerHost.start(shared.machine(otherMachine));
    bob = TestParty.activate(first, "@bob");
    await().atMost(PATIENCE).until(() -> second.atSigns().contains(AtSign.of("@bob")));
  }

  @AfterEach
  void stopBoth() {
    second.close();
    first.close();
  }

  @Test
  void aMonitorAtOneShowsWhatArrivesAtTheOtherInOrder() {
    try (TestConnection monitor = bob.at(otherMachine).login();
        TestConnection here = alice.login();
        TestConnection there = alice.at(otherMachine).login()) {
      monitor.send("monitor\n");
      // The answer to the next command shows that it listens.
      assertThat(monitor.data("noop:0")).isEqualTo("ok");
      for (int i = 0; i < 20; i++) {
        (i % 2 == 0 ? here : there).data("notify:@bob:k" + i + ".ns@alice:v" + i);
      }
      for (int i = 0; i < 20; i++) {
        assertThat(notification(monitor)).contains("@bob:k" + i + ".ns@alice");
      }
    }
  }

  /** The next line that is no sign of life. */
  private static String notification(TestConnection monitor) {
    String line = monitor.line();
    while (line.contains("\"id\":\"-1\"")) {
      line = monitor.line();
    }
    return line;
  }

  @Test
  void aRevocationAtOneEndsConnectionsAtTheOther() {
    try (TestConnection owner = alice.login();
        TestConnection elsewhere = alice.at(otherMachine).login()) {
      owner.data("enroll:revoke:force:{\"enrollmentId\":\"" + alice.enrollmentId() + "\"}");

      assertThat(elsewhere.isClosedByServer()).isTrue();
    }
  }

  @Test
  void aMonitorAtOneIsToldTheCommitIdOfAChangeAtTheOther() {
    try (TestConnection monitor = bob.at(otherMachine).login();
        TestConnection here = bob.login()) {
      monitor.send("monitor\n");
      assertThat(monitor.data("noop:0")).isEqualTo("ok");
      here.data("update:public:phone.ns@bob 123");
      String id = here.data("delete:public:phone.ns@bob");

      // The rhythm of the monitors' signs of life never says delete.
      String told = "\"value\":\"" + id + "\",\"operation\":\"delete\"";
      await().atMost(PATIENCE).until(() -> monitor.line().contains(told));
    }
  }

  @Test
  void ofOpposingDecisionsAtTwoNodesOneWins() throws Exception {
    try (TestConnection here = alice.login();
        TestConnection there = alice.at(otherMachine).login()) {
      for (int i = 0; i < 8; i++) {
        String id = pending(here, "device" + i);
        String approval =
            "enroll:approve:{\"enrollmentId\":\""
                + id
                + "\",\"encryptedDefaultEncryptionPrivateKey\":\"YQ==\","
                + "\"encryptedDefaultSelfEncryptionKey\":\"Yg==\"}";
        String denial = "enroll:deny:{\"enrollmentId\":\"" + id + "\"}";
        CompletableFuture<String> other = CompletableFuture.supplyAsync(() -> there.ask(denial));
        boolean approved = here.ask(approval).startsWith("data:");
        String denied = other.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);

        assertThat(denied.startsWith("data:")).as(denied).isNotEqualTo(approved);
        assertThat(there.data("enroll:fetch:{\"enrollmentId\":\"" + id + "\"}"))
            .contains("\"status\":\"" + (approved ? "approved" : "denied") + "\"");
      }
    }
  }

  private String pending(TestConnection owner, String device) {
    try (TestConnection asking = alice.connect()) {
      return Json.parseObject(
              asking.data(
                  "enroll:request:{\"appName\":\"app\",\"deviceName\":\""
                      + device
                      + "\",\"namespaces\":{\"ns\":\"rw\"},\"otp\":\""
                      + owner.data("otp:get")
                      + "\",\"apkamPublicKey\":\"MIIB\",\"encryptedAPKAMSymmetricKey\":\"c3lt\"}"))
          .string("enrollmentId");
    }
  }

  @Test
  void ofEqualRequestsAtTwoNodesOneIsTaken() throws Exception {
    for (int i = 0; i < 20; i++) {
      // No connection may ask as often.
      try (TestConnection here = alice.login();
          TestConnection there = alice.at(otherMachine).login()) {
        oneOfTwoIsTaken("twice" + i, here, there);
      }
    }
  }

  private static void oneOfTwoIsTaken(String device, TestConnection here, TestConnection there)
      throws Exception {
    String request =
        "enroll:request:{\"appName\":\"app\",\"deviceName\":\""
            + device
            + "\",\"namespaces\":{\"ns\":\"rw\"},\"apkamPublicKey\":\"MIIB\"}";
    CompletableFuture<String> other = CompletableFuture.supplyAsync(() -> there.ask(request));
    List<String> answers =
        List.of(here.ask(request), other.get(PATIENCE.toSeconds(), TimeUnit.SECONDS));
    String taken =
        answers.stream().filter(each -> each.startsWith("data:")).findAny().orElseThrow();
    String id = Json.parseObject(taken.substring(5, taken.indexOf('\n'))).string("enrollmentId");

    assertThat(answers)
        .filteredOn(each -> !each.equals(taken))
        .singleElement(InstanceOfAssertFactories.STRING)
        .startsWith("error:AT0011-")
        .contains("Another enrollment with id " + id + " exists");
    assertThat(there.data("enroll:list")).containsOnlyOnce("\"" + device + "\"");
  }

  @Test
  void whatIsWrittenAtOneIsReadAtTheOther() {
    try (TestConnection here = alice.login();
        TestConnection there = alice.at(otherMachine).login()) {
      here.data("update:public:phone.ns@alice 123");
      assertThat(there.data("llookup:public:phone.ns@alice")).isEqualTo("123");
      there.data("delete:public:phone.ns@alice");
      assertThat(here.ask("llookup:public:phone.ns@alice")).startsWith("error:");
    }
  }

  @Test
  void anAtSignAddedAtOneIsFoundAtTheOtherBeforeTheNewsOfIt() throws Exception {
    // Who can't look after its membership hears no news either.
    try (AutoCloseable _ =
            PrivatePostgres.begin(shared.database(), "LOCK TABLE node IN ACCESS EXCLUSIVE MODE");
        TestConnection there = alice.at(otherMachine).login()) {
      String waiting =
          "SELECT count(*) FROM pg_locks WHERE relation = 'node'::regclass AND NOT granted";
      await().atMost(PATIENCE).until(() -> PrivatePostgres.number(shared.database(), waiting) == 2);
      assertThat(there.ask("plookup:publickey@nobody")).startsWith("error:AT0007-");
      TestParty carol = TestParty.activate(first, "@carol");
      assertThat(second.atSigns()).doesNotContain(carol.atSign());

      assertThat(there.ask("plookup:publickey@carol")).startsWith("data:");
      assertThat(second.atSigns()).contains(carol.atSign());
      carol.at(otherMachine).login().close();
    }
  }

  @Test
  void anAtSignRemovedAtOneIsServedNowhere() {
    first.removeAtSign(AtSign.of("@bob"));

    await().atMost(PATIENCE).until(() -> !second.atSigns().contains(AtSign.of("@bob")));
  }
}
