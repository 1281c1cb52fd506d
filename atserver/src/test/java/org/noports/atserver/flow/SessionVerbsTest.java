package org.noports.atserver.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.noports.atserver.AtServerHost;
import org.noports.atserver.TestConnection;
import org.noports.atserver.TestParty;
import org.noports.atserver.TestStorage;
import org.noports.protocol.json.Json;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.notification.Notification;

/** Two atSigns on one host, through real TLS, the directory and pol handshakes. */
class SessionVerbsTest {
  @TempDir static Path directory;
  private static AtServerHost host;
  private static TestParty alice;
  private static TestParty bob;

  @BeforeAll
  static void startHost() {
    host = AtServerHost.start(TestStorage.config(directory));
    alice = TestParty.activate(host, "@alice");
    bob = TestParty.activate(host, "@bob");
  }

  @AfterAll
  static void stopHost() {
    host.close();
  }

  @Test
  void theDirectoryLeadsToTheAtServerOfEachAtSign() {
    try (TestConnection connection = TestConnection.open(host.directoryAddress(), host.caFile())) {
      assertThat(connection.answer()).isEqualTo("@");
      connection.send("alice\n");
      assertThat(connection.line()).isEqualTo(host.addressOf(AtSign.of("@alice")) + "\r");
    }
  }

  @Test
  void anActivationSecretThatWasDeletedLogsNobodyIn() {
    try (TestConnection connection = alice.connect()) {
      connection.data("from:@alice");
      assertThat(connection.ask("cram:00"))
          .isEqualTo("error:AT0015-Exception: privatekey:at_secret does not exist in keystore\n@");
    }
  }

  @Test
  void aNotificationReachesTheOtherAtSignsMonitor() {
    try (TestConnection monitor = bob.login();
        TestConnection sender = alice.login()) {
      monitor.send("monitor ping\n");
      String id =
          sender.data(
              "notify:update:ttln:60000:isEncrypted:true:ivNonce:MTIz:@bob:ping.dev1.sshnp@alice:dmFs");
      Notification shown = notification(monitor);
      assertThat(shown.id()).isEqualTo(id);
      assertThat(shown.from()).isEqualTo(AtSign.of("@alice"));
      assertThat(shown.key()).isEqualTo("@bob:ping.dev1.sshnp@alice");
      assertThat(shown.value()).isEqualTo("dmFs");
      await()
          .untilAsserted(
              () -> assertThat(sender.data("notify:status:" + id)).isEqualTo("delivered"));
    }
  }

  @Test
  void aSharedKeyIsCachedAtItsRecipientAndLookedUpThroughPol() {
    try (TestConnection sender = alice.login();
        TestConnection reader = bob.login()) {
      sender.data("update:ttr:-1:@bob:phone.flow@alice 12345");
      await()
          .untilAsserted(() ->
              assertThat(reader.ask("llookup:cached:@bob:phone.flow@alice"))
                  .isEqualTo("data:12345\n@bob@"));
      sender.data("update:@bob:fax.flow@alice 678");
      assertThat(reader.data("lookup:fax.flow@alice")).isEqualTo("678");
      assertThat(reader.ask("lookup:nothing.flow@alice"))
          .isEqualTo(
              "error:AT0015-key not found : Exception: @bob:nothing.flow@alice does not exist in"
                  + " keystore\n@bob@");
      assertThat(reader.data("plookup:publickey@alice")).isEqualTo("MIIBpublickeyof@alice");
      assertThat(reader.data("scan:@alice fax")).isEqualTo("[\"fax.flow@alice\"]");
    }
  }

  @Test
  void aMonitorWithATimeIsShownWhatWasStoredAfterItAndNothingTwice() {
    try (TestConnection sender = bob.login()) {
      String first = sender.data("notify:id:r1:ttln:60000:@bob:one.replay@bob:1");
      String second = sender.data("notify:id:r2:ttln:60000:@bob:two.replay@bob:2");
      long firstAt;
      try (TestConnection monitor = bob.login()) {
        monitor.send("monitor:0 replay\n");
        Notification one = notification(monitor);
        assertThat(one.id()).isEqualTo(first);
        firstAt = one.epochMillis();
        assertThat(notification(monitor).id()).isEqualTo(second);
      }
      try (TestConnection monitor = bob.login()) {
        monitor.send("monitor:" + firstAt + " replay\n");
        assertThat(notification(monitor).id()).isEqualTo(second);
        sender.data("notify:id:r3:ttln:60000:@bob:three.replay@bob:3");
        assertThat(notification(monitor).id()).isEqualTo("r3");
        assertThat(monitor.ask("noop:0")).isEqualTo("data:ok\n@bob@");
      }
    }
  }

  @Test
  void anImmutableKeyIsATestAndSetWhateverRaces() throws InterruptedException {
    int racers = 8;
    AtomicInteger won = new AtomicInteger();
    Thread[] threads = new Thread[racers];
    for (int i = 0; i < racers; i++) {
      threads[i] =
          Thread.ofVirtual()
              .start(() -> {
                try (TestConnection connection = alice.login()) {
                  String answer =
                      connection.ask(
                          "update:ttl:30000:immutable:true:s1.session_mutexes.sshnp@alice lock");
                  if (answer.startsWith("data:")) {
                    won.incrementAndGet();
                  } else {
                    assertThat(answer).contains("immutable");
                  }
                }
              });
    }
    for (Thread thread : threads) {
      assertThat(thread.join(Duration.ofSeconds(20))).isTrue();
    }
    assertThat(won).hasValue(1);
  }

  private static Notification notification(TestConnection monitor) {
    String line = monitor.line();
    while (line.contains("\"id\":\"-1\"")) {
      line = monitor.line();
    }
    assertThat(line).startsWith("notification: {");
    return Notification.from(Json.parseObject(line.substring("notification: ".length())));
  }
}
