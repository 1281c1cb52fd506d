package org.noports.atserver.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.noports.atserver.TestConnection;
import org.noports.protocol.json.Json;
import org.noports.protocol.json.JsonObject;

/** The recorded dialogues of two connections at a time. */
class RecordedMonitorsTest {
  @TempDir static Path directory;
  private static RecordedServers servers;

  @BeforeAll
  static void startServers() {
    servers = new RecordedServers(directory);
  }

  @AfterAll
  static void stopServers() {
    servers.close();
  }

  private static RecordedCase recorded(String name) {
    return RecordedCase.all().stream()
        .filter(each -> each.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /** The notifications of a recorded monitor, without the 15 s rhythm at the end. */
  private static List<String> recordedLines(String name) {
    StringBuilder all = new StringBuilder();
    for (RecordedCase.Exchange exchange : recorded(name).exchanges()) {
      if (exchange.connection().isEmpty()) {
        all.append(exchange.received());
      }
    }
    return all.toString().lines().filter(line -> line.contains("notification: ")).toList();
  }

  @Test
  void monitorStatsAndSelf() {
    List<String> wanted = recordedLines("monitor-stats-and-self");
    try (TestConnection monitor = monitoring("monitor:selfNotifications");
        TestConnection other = servers.in("pkam-alice")) {
      other.data("update:public:mon1.recns@alice v");
      expect(wanted.get(0), monitor.line());
      other.data("notify:update:ttln:60000:@alice:mon2.recns@alice:v");
      expect(wanted.get(1), monitor.line());
      other.data("delete:public:mon1.recns@alice");
      expect(wanted.get(2), monitor.line());
      assertThat(monitor.ask("noop:0")).isEqualTo("data:ok\n@alice@");
    }
  }

  @Test
  void monitorPlainNoSelf() {
    List<String> wanted = recordedLines("monitor-plain-no-self");
    try (TestConnection monitor = monitoring("monitor");
        TestConnection other = servers.in("pkam-alice");
        TestConnection peer = servers.in("pol-bob")) {
      other.data("notify:update:ttln:60000:@alice:mon3.recns@alice:v");
      expect(wanted.get(0), monitor.line());
      assertThat(
              peer.ask(
                  "notify:id:aaaaaaaa-0000-4000-8000-000000000050:update:messageType:key"
                      + ":notifier:SYSTEM:ttln:60000:ttl:0:ttb:0:isEncrypted:true:sharedKeyEnc:c2hh"
                      + ":pubKeyCS:01ab:ivNonce:MTIz:@alice:mon5.recns@bob:dmFs"))
          .isEqualTo("data:success\n@bob@");
      expect(wanted.get(1), monitor.line());
    }
  }

  /** Deliberate deviation: the reference registers twice and shows everything twice. */
  @Test
  void aSecondMonitorReplacesTheFirst() {
    List<String> wanted = recordedLines("monitor-twice");
    try (TestConnection monitor = monitoring("monitor:selfNotifications");
        TestConnection other = servers.in("pkam-alice")) {
      monitor.send("monitor:selfNotifications\n");
      assertThat(monitor.ask("noop:0")).isEqualTo("data:ok\n@alice@");
      other.data("notify:update:ttln:60000:@alice:mon4.recns@alice:v");
      expect(wanted.getFirst(), monitor.line());
      assertThat(monitor.ask("noop:0")).isEqualTo("data:ok\n@alice@");
    }
  }

  @Test
  void configBlock() {
    String[][] dialogue = {
      {"config:block:show", "data:null\n@alice@"},
      {"config:block:add:@mallory9 @mallory8", "data:success\n@alice@"},
      {"config:block:show", "data:[\"@mallory9\",\"@mallory8\"]\n@alice@"},
      {"config:block:remove:@mallory9", "data:success\n@alice@"},
      {"config:block:show", "data:[\"@mallory8\"]\n@alice@"},
      {"config:block:remove:@mallory8", "data:success\n@alice@"},
      {"config:block:show", "data:null\n@alice@"},
    };
    try (TestConnection owner = servers.in("pkam-alice")) {
      for (String[] exchange : dialogue) {
        assertThat(owner.ask(exchange[0])).as(exchange[0]).isEqualTo(exchange[1]);
      }
      owner.data("config:block:add:@mallory7");
      try (TestConnection blocked = servers.in("anonymous")) {
        assertThat(blocked.ask("from:@mallory7"))
            .isEqualTo("error:AT0013-Exception: Unable to connect\n@");
        assertThat(blocked.isClosedByServer()).isTrue();
      }
      owner.data("config:block:remove:@mallory7");
    }
  }

  @Test
  void enrollRequestThenDeny() {
    try (TestConnection owner = servers.in("pkam-alice");
        TestConnection device = servers.in("anonymous")) {
      String otp = owner.data("otp:get");
      assertThat(otp).matches("[A-Z1-9]{6}");
      JsonObject pending =
          Json.parseObject(
              device.data(
                  "enroll:request:{\"appName\":\"recapp\",\"deviceName\":\"recdev\","
                      + "\"namespaces\":{\"recns\":\"rw\"},\"otp\":\""
                      + otp
                      + "\",\"apkamPublicKey\":\"MIIB\",\"encryptedAPKAMSymmetricKey\":\"c3lt\"}"));
      assertThat(pending.string("status")).isEqualTo("pending");
      String id = pending.string("enrollmentId");
      Normal expected = new Normal();
      Normal actual = new Normal();
      List<RecordedCase.Exchange> exchanges = recorded("enroll-request-then-deny").exchanges();
      for (RecordedCase.Exchange exchange : exchanges) {
        if (exchange.connection().isEmpty() && exchange.command().startsWith("enroll:")) {
          String command =
              exchange
                  .command()
                  .replaceAll("\"enrollmentId\":\"[^\"]*\"", "\"enrollmentId\":\"" + id + "\"");
          String wanted = exchange.received().replaceAll("recdev\\d+", "recdev");
          assertThat(actual.of(owner.ask(command))).as(command).isEqualTo(expected.of(wanted));
        }
      }
    }
  }

  private static TestConnection monitoring(String command) {
    TestConnection monitor = servers.in("pkam-alice");
    monitor.send(command + "\n");
    // The registration has no answer of its own; the next command's answer follows it.
    await().until(() -> monitor.ask("noop:0").startsWith("data:ok"));
    return monitor;
  }

  /** The line but for its times and for metadata members only newer servers send. */
  private static void expect(String recorded, String line) {
    String prefix = "notification: ";
    assertThat(line).startsWith(prefix);
    JsonObject wanted = Json.parseObject(recorded.substring(recorded.indexOf('{')));
    JsonObject actual = Json.parseObject(line.substring(prefix.length()));
    assertThat(actual.members().keySet()).containsExactlyElementsOf(wanted.members().keySet());
    for (String member : wanted.members().keySet()) {
      boolean volatileMember =
          member.equals("epochMillis")
              || (member.equals("id") && !wanted.string("id").matches("-1|a{8}-.*"))
              || (member.equals("value") && wanted.string("id").equals("-1"));
      if (member.equals("metadata") && wanted.get(member) instanceof JsonObject metadata) {
        JsonObject given = actual.object(member);
        metadata
            .members()
            .forEach((name, value) -> assertThat(given.get(name)).as(name).isEqualTo(value));
      } else if (!volatileMember) {
        assertThat(actual.get(member)).as(member).isEqualTo(wanted.get(member));
      }
    }
  }
}
