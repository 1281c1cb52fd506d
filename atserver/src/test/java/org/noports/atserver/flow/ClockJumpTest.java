package org.noports.atserver.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.noports.atserver.AtServerHost;
import org.noports.atserver.TestConnection;
import org.noports.atserver.TestParty;
import org.noports.atserver.TestStorage;
import org.noports.protocol.json.Json;

/** The machine's clock is set back or forward by hours while all is in use. */
class ClockJumpTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final String BACK = "PT-2H";
  private static final String FORWARD = "PT26H";

  @TempDir Path directory;
  private volatile Duration ahead = Duration.ZERO;
  private AtServerHost host;
  private TestParty alice;
  private TestParty bob;

  @BeforeEach
  void start() {
    host =
        AtServerHost.start(
            TestStorage.config(directory)
                .withTime(new SecureRandom(), () -> Instant.now().plus(ahead)));
    alice = TestParty.activate(host, "@alice");
    bob = TestParty.activate(host, "@bob");
  }

  @AfterEach
  void stop() {
    host.close();
  }

  private static void introduce(TestConnection sender) {
    sender.data("notify:id:first:@bob:k.jump@alice:first");
    await().atMost(PATIENCE).until(() -> sender.data("notify:status:first").equals("delivered"));
  }

  private static long shown(TestConnection monitor, String value) {
    String line = monitor.line();
    while (line.contains("\"id\":\"-1\"")) {
      line = monitor.line();
    }
    assertThat(line).contains("\"value\":\"" + value + "\"");
    return Json.parseObject(line.substring(line.indexOf('{'))).integer("epochMillis");
  }

  @ParameterizedTest
  @ValueSource(strings = {BACK, FORWARD})
  void notificationsGoOnInOrderWithTimesThatGrow(String jump) {
    try (TestConnection sender = alice.login();
        TestConnection monitor = bob.login()) {
      monitor.send("monitor jump\n");
      assertThat(monitor.data("noop:0")).isEqualTo("ok");
      introduce(sender);
      long last = shown(monitor, "first");
      ahead = Duration.parse(jump);
      for (int i = 0; i < 20; i++) {
        sender.data("notify:@bob:k.jump@alice:v" + i);
      }

      for (int i = 0; i < 20; i++) {
        long at = shown(monitor, "v" + i);
        assertThat(at).isGreaterThan(last);
        last = at;
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {BACK, FORWARD})
  void whoIsConnectedStaysSoAndOthersLogIn(String jump) {
    try (TestConnection before = alice.login()) {
      before.data("update:phone.jump@alice 1");
      ahead = Duration.parse(jump);
      assertThat(before.data("llookup:phone.jump@alice")).isEqualTo("1");
      try (TestConnection after = alice.login();
          TestConnection peer = alice.polAt(bob)) {
        assertThat(after.data("update:phone.jump@alice 2")).matches("\\d+");
        assertThat(peer.data("scan")).isEqualTo("[]");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {BACK, FORWARD})
  void aBlockCountsWithinASecondAllTheSame(String jump) {
    try (TestConnection sender = alice.login();
        TestConnection owner = bob.login()) {
      introduce(sender);
      ahead = Duration.parse(jump);
      owner.data("config:block:add:@alice");

      await()
          .atMost(PATIENCE)
          .until(() -> {
            String id = sender.data("notify:@bob:k.jump@alice:v");
            return sender.data("notify:status:" + id).equals("queued");
          });
    }
  }
}
