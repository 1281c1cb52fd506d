package org.noports.atserver.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.noports.atserver.AtServerHost;
import org.noports.atserver.Limits;
import org.noports.atserver.TestConnection;
import org.noports.atserver.TestParty;
import org.noports.atserver.TestStorage;
import org.noports.protocol.json.Json;
import org.noports.protocol.json.JsonObject;

/** Monitors while much happens (atprotocol.md 4.5 and 4.6). */
class MonitorTest {
  @TempDir static Path directory;
  private static AtServerHost host;
  private static TestParty alice;

  @BeforeAll
  static void startHost() {
    Limits limits = Limits.DEFAULTS.with().statsInterval(Duration.ofMillis(300)).build();
    host = AtServerHost.start(TestStorage.config(directory).withLimits(limits));
    alice = TestParty.activate(host, "@alice");
  }

  @AfterAll
  static void stopHost() {
    host.close();
  }

  private static JsonObject next(TestConnection monitor) {
    String line = monitor.line();
    return Json.parseObject(line.substring(line.indexOf('{')));
  }

  private static JsonObject nextNotification(TestConnection monitor) {
    JsonObject json = next(monitor);
    while (json.string("id").equals("-1")) {
      json = next(monitor);
    }
    return json;
  }

  @Test
  void theLastCommitIdComesInARhythmAndAfterEachChange() {
    try (TestConnection monitor = alice.login();
        TestConnection owner = alice.login()) {
      monitor.send("monitor nothing\n");
      for (int i = 0; i < 3; i++) {
        JsonObject stats = next(monitor);
        assertThat(stats.string("id")).isEqualTo("-1");
        assertThat(stats.string("key")).isEqualTo("statsNotification.@alice");
      }
      String commitId = owner.data("update:stats.monitor@alice v");
      JsonObject stats = next(monitor);
      while (!stats.string("value").equals(commitId)) {
        stats = next(monitor);
      }
      assertThat(stats.string("operation")).isEqualTo("update");
    }
  }

  @Test
  void whatIsStoredDuringAReplayIsShownOnceAndInOrder() throws InterruptedException {
    int count = 300;
    List<String> ids = IntStream.range(0, count).mapToObj(i -> "race" + i).toList();
    Thread sender =
        Thread.ofVirtual()
            .start(() -> {
              try (TestConnection connection = alice.login()) {
                for (String id : ids) {
                  connection.data("notify:id:" + id + ":ttln:60000:@alice:" + id + ".race@alice:v");
                }
              }
            });
    List<String> seen = new ArrayList<>();
    long last = 0;
    while (seen.size() < count) {
      // A client that reconnects again and again and goes on after the last time it saw.
      try (TestConnection monitor = alice.login()) {
        monitor.send("monitor:" + last + " race\n");
        for (int i = 0; i < 40 && seen.size() < count; i++) {
          JsonObject shown = nextNotification(monitor);
          assertThat(shown.integer("epochMillis")).isGreaterThan(last);
          last = shown.integer("epochMillis");
          seen.add(shown.string("id"));
        }
      }
    }
    assertThat(sender.join(Duration.ofSeconds(30))).isTrue();
    assertThat(seen).isEqualTo(ids);
  }

  @Test
  void answersAndNotificationsAreWholeLines() throws InterruptedException {
    try (TestConnection monitor = alice.login()) {
      monitor.send("monitor whole\n");
      Thread sender =
          Thread.ofVirtual()
              .start(() -> {
                try (TestConnection connection = alice.login()) {
                  for (int i = 0; i < 100; i++) {
                    connection.data(
                        "notify:ttln:60000:@alice:n" + i + ".whole@alice:" + "w".repeat(500));
                  }
                }
              });
      int notifications = 0;
      int answers = 0;
      for (int i = 0; i < 100; i++) {
        monitor.send("noop:0\n");
      }
      while (notifications < 100 || answers < 100) {
        String line = monitor.line().replaceFirst("^@alice@", "");
        if (line.equals("data:ok")) {
          answers++;
        } else {
          assertThat(line).startsWith("notification: {").endsWith("}");
          notifications += line.contains("\"id\":\"-1\"") ? 0 : 1;
        }
      }
      assertThat(sender.join(Duration.ofSeconds(30))).isTrue();
    }
  }
}
