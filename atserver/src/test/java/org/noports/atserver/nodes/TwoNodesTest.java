package org.noports.atserver.nodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.noports.atserver.AtServerHost;
import org.noports.atserver.TestConnection;
import org.noports.atserver.TestParty;
import org.noports.protocol.name.AtSign;

/** Two hosts on one database serve the same atSigns as one would. */
class TwoNodesTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @TempDir Path directory;
  private InetAddress otherMachine;
  private AtServerHost first;
  private AtServerHost second;
  private TestParty alice;
  private TestParty bob;

  @BeforeEach
  void startTwo() throws Exception {
    otherMachine = InetAddress.getByName("127.0.0.2");
    SharedDatabase shared = new SharedDatabase(directory);
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
      String line = monitor.line();
      while (!line.contains("@bob:k0.ns@alice")) {
        line = monitor.line();
      }
      for (int i = 1; i < 20; i++) {
        assertThat(monitor.line()).contains("@bob:k" + i + ".ns@alice");
      }
    }
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
  void anAtSignRemovedAtOneIsServedNowhere() {
    first.removeAtSign(AtSign.of("@bob"));

    await().atMost(PATIENCE).until(() -> !second.atSigns().contains(AtSign.of("@bob")));
  }
}
