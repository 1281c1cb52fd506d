package org.noports.atserver.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.noports.atserver.AtServerHost;
import org.noports.atserver.Limits;
import org.noports.atserver.TestConnection;
import org.noports.atserver.TestParty;
import org.noports.atserver.TestStorage;
import org.noports.protocol.name.AtSign;

/** Two atSigns of one process: what they send each other takes no connection. */
class NeighboursTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** {@code stats:2}: connections to other atServers. */
  private static final String NO_CONNECTION = "\"value\":\"0\"";

  @TempDir Path directory;
  private AtServerHost host;
  private TestParty alice;
  private TestParty bob;

  @BeforeEach
  void start() {
    host =
        AtServerHost.start(
            TestStorage.config(directory)
                .withLimits(Limits.DEFAULTS.with().recordsPerAtSign(60).build()));
    alice = TestParty.activate(host, "@alice");
    bob = TestParty.activate(host, "@bob");
  }

  @AfterEach
  void stop() {
    host.close();
  }

  private static void awaitStatus(TestConnection owner, String id, String status) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(owner.data("notify:status:" + id)).isEqualTo(status));
  }

  @Test
  void notificationsArriveInOrderWithoutAConnectionAndAreDeliveredWhenTheyAreAnswered() {
    try (TestConnection sender = alice.login();
        TestConnection monitor = bob.login()) {
      monitor.send("monitor near\n");
      assertThat(monitor.data("noop:0")).isEqualTo("ok");
      sender.data("notify:id:n0:@bob:k0.near@alice:v");
      awaitStatus(sender, "n0", "delivered");
      for (int i = 1; i < 20; i++) {
        sender.data("notify:id:n" + i + ":ivNonce:ab==:@bob:k" + i + ".near@alice:v" + i);
        assertThat(sender.data("notify:status:n" + i)).isEqualTo("delivered");
      }
      assertThat(sender.data("stats:2")).contains(NO_CONNECTION);
      assertThat(monitor.line()).contains("\"id\":\"n0\"");
      for (int i = 1; i < 20; i++) {
        assertThat(monitor.line())
            .contains("\"id\":\"n" + i + "\"", "\"value\":\"v" + i + "\"", "\"ivNonce\":\"ab==\"");
      }
    }
  }

  @Test
  void whoSendsWithoutAPauseIsNotHeldInTheQueueByItsFirst() {
    try (TestConnection sender = alice.login()) {
      boolean handedOver = false;
      for (int round = 0; round < 20 && !handedOver; round++) {
        for (int i = 0; i < 20; i++) {
          sender.data("notify:id:r" + round + "n" + i + ":@bob:k.near@alice:v");
        }
        handedOver = sender.data("notify:status:r" + round + "n19").equals("delivered");
      }
      assertThat(handedOver).as("delivered when answered").isTrue();
    }
  }

  @Test
  void anIntroductionLeavesThePublicKeysThatAHandshakeLeaves() {
    try (TestConnection sender = alice.login();
        TestConnection receiver = bob.login()) {
      sender.data("notify:id:n0:@bob:k.near@alice:v");
      awaitStatus(sender, "n0", "delivered");

      assertThat(sender.data("llookup:cached:public:publickey@bob"))
          .isEqualTo("MIIBpublickeyof@bob");
      assertThat(receiver.data("llookup:cached:public:publickey@alice"))
          .isEqualTo("MIIBpublickeyof@alice");
    }
  }

  @Test
  void whoIsBlockedWaitsAndIsServedInOrderOnceItIsNot() {
    try (TestConnection sender = alice.login();
        TestConnection receiver = bob.login()) {
      sender.data("notify:id:before:@bob:k.near@alice:v");
      awaitStatus(sender, "before", "delivered");
      receiver.data("config:block:add:@alice");
      // A block counts within a second, also for those who have been introduced.
      await()
          .atMost(PATIENCE)
          .until(() -> {
            String id = sender.data("notify:@bob:k.near@alice:v");
            return sender.data("notify:status:" + id).equals("queued");
          });
      sender.data("notify:id:blocked:@bob:k.near@alice:v");
      assertThat(sender.data("notify:status:blocked")).isEqualTo("queued");
      assertThat(receiver.data("notify:list")).doesNotContain("\"id\":\"blocked\"");

      receiver.data("config:block:remove:@alice");

      awaitStatus(sender, "blocked", "delivered");
      assertThat(receiver.data("notify:list")).contains("\"id\":\"blocked\"");
      assertThat(sender.data("stats:2")).contains(NO_CONNECTION);
    }
  }

  @Test
  void aRecipientThatIsFullTakesNothingAndItsSendersGoOn() {
    try (TestConnection sender = alice.login();
        TestConnection receiver = bob.login()) {
      sender.data("notify:id:n0:@bob:k.near@alice:v");
      awaitStatus(sender, "n0", "delivered");
      String last = "";
      for (int i = 0; !last.startsWith("error:AT0028"); i++) {
        last = receiver.ask("update:fill" + i + ".near@bob v");
      }
      sender.data("notify:id:late:@bob:k.near@alice:v");

      assertThat(sender.data("notify:status:late")).isEqualTo("queued");
      assertThat(receiver.data("notify:list")).doesNotContain("\"id\":\"late\"");
    }
  }

  @Test
  void sharedKeysReachTheCacheOfANeighbour() {
    try (TestConnection sender = alice.login();
        TestConnection receiver = bob.login()) {
      sender.data("notify:id:n0:@bob:k.near@alice:v");
      awaitStatus(sender, "n0", "delivered");
      sender.data("update:ttr:-1:ccd:true:@bob:shared.near@alice secret");
      await()
          .atMost(PATIENCE)
          .untilAsserted(() ->
              assertThat(receiver.ask("llookup:cached:@bob:shared.near@alice"))
                  .startsWith("data:secret\n"));
      sender.data("delete:@bob:shared.near@alice");
      await()
          .atMost(PATIENCE)
          .untilAsserted(() ->
              assertThat(receiver.ask("llookup:cached:@bob:shared.near@alice"))
                  .startsWith("error:AT0015"));
    }
  }

  @Test
  void aKeyWhoseCopyWouldHaveTooLongANameIsDeliveredAllTheSame() {
    try (TestConnection sender = alice.login();
        TestConnection receiver = bob.login()) {
      sender.data("notify:id:n0:@bob:k.near@alice:v");
      awaitStatus(sender, "n0", "delivered");
      String key = "@bob:" + "k".repeat(235) + ".near@alice";

      assertThat(sender.data("notify:id:n1:ttr:-1:ccd:true:" + key + ":v")).isEqualTo("n1");

      assertThat(sender.data("notify:status:n1")).isEqualTo("delivered");
      assertThat(receiver.data("notify:list")).contains("\"id\":\"n1\"");
    }
  }

  @Test
  void aLookUpTakesNoConnectionAndIsAnsweredAsOverOne(@TempDir Path elsewhere) throws IOException {
    try (TwoProcesses world = new TwoProcesses(elsewhere)) {
      AtServerHost here = world.start("here");
      TestParty asking = announced(world, here, "@asking");
      TestParty near = announced(world, here, "@nearby");
      TestParty far = announced(world, world.start("there"), "@faraway");
      for (TestParty each : List.of(near, far)) {
        try (TestConnection owner = each.login()) {
          String own = each.atSign().text();
          owner.data("update:@asking:shared.ns" + own + " one");
          owner.data("update:public:open.ns" + own + " two");
          owner.data("update:ttl:1:@asking:dead.ns" + own + " three");
        }
      }
      Map<String, String> asked = new LinkedHashMap<>();
      try (TestConnection owner = asking.login()) {
        for (String command :
            List.of(
                "lookup:bypassCache:true:shared.ns%s",
                "lookup:bypassCache:true:all:shared.ns%s",
                "lookup:bypassCache:true:missing.ns%s",
                "lookup:bypassCache:true:dead.ns%s",
                "plookup:bypassCache:true:open.ns%s",
                "plookup:bypassCache:true:meta:open.ns%s",
                "plookup:bypassCache:true:missing.ns%s",
                "scan:%s",
                "scan:%s shared",
                "scan:%s ((")) {
          String answer = owner.ask(command.formatted("@nearby"));
          assertThat(owner.data("stats:2")).as(command).contains(NO_CONNECTION);
          asked.put(command, answer);
        }
        asked.forEach((command, answer) ->
            assertThat(withoutTimes(owner.ask(command.formatted("@faraway"))))
                .as(command)
                .isEqualTo(withoutTimes(answer).replace("@nearby", "@faraway")));
        assertThat(owner.data("stats:2")).doesNotContain(NO_CONNECTION);
      }
    }
  }

  private static TestParty announced(TwoProcesses world, AtServerHost host, String atSign) {
    TestParty party = TestParty.activate(host, atSign);
    world.announce(host, AtSign.of(atSign));
    return party;
  }

  private static String withoutTimes(String answer) {
    return answer.replaceAll("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d+Z?", "TIME");
  }

  @Test
  void whoIsBlockedIsAnsweredNoLookUpEither() {
    try (TestConnection asking = alice.login();
        TestConnection owner = bob.login()) {
      owner.data("update:@alice:shared.near@bob secret");
      assertThat(asking.data("lookup:bypassCache:true:shared.near@bob")).isEqualTo("secret");
      owner.data("config:block:add:@alice");

      await()
          .atMost(PATIENCE)
          .untilAsserted(() ->
              assertThat(asking.ask("lookup:bypassCache:true:shared.near@bob"))
                  .startsWith("error:AT0008-"));
    }
  }

  @Test
  void theDirectoryDecidesWhereARecipientLives(@TempDir Path elsewhere) throws IOException {
    try (TwoProcesses world = new TwoProcesses(elsewhere)) {
      AtServerHost old = world.start("old");
      TestParty sender = TestParty.activate(old, "@colin");
      world.announce(old, AtSign.of("@colin"));
      TestParty.activate(old, "@dora");
      AtServerHost now = world.start("now");
      TestParty moved = TestParty.activate(now, "@dora");
      world.announce(now, AtSign.of("@dora"));
      try (TestConnection owner = sender.login();
          TestConnection recipient = moved.login()) {
        owner.data("notify:id:n0:@dora:k.near@colin:v");
        awaitStatus(owner, "n0", "delivered");

        assertThat(recipient.data("notify:list")).contains("\"id\":\"n0\"");
        assertThat(owner.data("stats:2")).doesNotContain(NO_CONNECTION);
      }
    }
  }
}
