package org.noports.atserver.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.noports.atserver.spec.SpecServers.alice;
import static org.noports.atserver.spec.SpecServers.bob;

import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.noports.atserver.TestConnection;
import org.noports.protocol.json.Json;
import org.noports.protocol.json.JsonObject;

@DisplayName("atprotocol.md 3.6, 3.7, 4: notifications")
@ExtendWith(SpecServers.class)
class Section4NotificationsTest {
  private static String next(TestConnection monitor) {
    String line = monitor.line();
    while (line.contains("\"id\":\"-1\"")) {
      line = monitor.line();
    }
    return line;
  }

  private static void awaitStatus(TestConnection owner, String id, String status) {
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(owner.data("notify:status:" + id)).isEqualTo(status));
  }

  @Nested
  @DisplayName("3.6.1 notify")
  class NotifyVerb {
    @Test
    void theAnswerIsTheClientsIdOrANewUuid() {
      try (TestConnection owner = alice.login()) {
        assertThat(owner.data("notify:id:my-id_1:update:ttln:60000:@bob:a.n1@alice:v"))
            .isEqualTo("my-id_1");
        assertThat(owner.data("notify:@bob:b.n1@alice:v")).hasSize(36);
        awaitStatus(owner, "my-id_1", "delivered");
      }
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "notify:@bob",
          "notify:strategy:latest:@bob:k.n2@alice:v",
          "notify:messageType:text:@bob:hello there",
          "notify:update:"
        })
    void whatIsNotWellFormedIsASyntaxError(String line) {
      try (TestConnection owner = alice.login()) {
        assertThat(owner.ask(line)).startsWith("error:AT0003-Invalid syntax : ");
      }
    }

    @Test
    void keysOfOthersAreNotSent() {
      try (TestConnection owner = alice.login()) {
        assertThat(owner.ask("notify:@bob:k.n3@bob:v"))
            .isEqualTo(
                "error:AT0009-UnAuthorized client in request : @bob is not authorized to send"
                    + " notification as @alice\n@alice@");
      }
    }

    @Test
    void ofTheLatestOnlySoManyStayQueued() {
      try (TestConnection owner = alice.login()) {
        for (int i = 0; i < 4; i++) {
          owner.data(
              "notify:id:latest"
                  + i
                  + ":strategy:latest:latestN:2:notifier:n4:ttln:60000:@nobody14:k"
                  + i
                  + ".n4@alice:v");
        }
        // The directory does not know the recipient: queued ones end as errored, superseded ones
        // not.
        awaitStatus(owner, "latest3", "errored");
        assertThat(owner.data("notify:status:latest0")).isIn("errored", "expired");
      }
    }
  }

  @Nested
  @DisplayName("3.6.2 status, fetch, list, remove, all")
  class Queries {
    @Test
    void anUnknownIdIsNullAndFetchedAsExpired() {
      try (TestConnection owner = alice.login()) {
        assertThat(owner.data("notify:status:never")).isEqualTo("null");
        assertThat(owner.data("notify:fetch:never"))
            .isEqualTo("{\"id\":\"never\",\"notificationStatus\":\"NotificationStatus.expired\"}");
        assertThat(owner.data("notify:remove:never")).isEqualTo("success");
      }
    }

    @Test
    void aFetchedNotificationIsAllStrings() {
      try (TestConnection owner = alice.login()) {
        owner.data("notify:id:f1:ttln:60000:@bob:k.n5@alice:v");
        awaitStatus(owner, "f1", "delivered");
        JsonObject fetched = Json.parseObject(owner.data("notify:fetch:f1"));
        assertThat(fetched.members().keySet())
            .containsExactly(
                "id",
                "fromAtSign",
                "notificationDateTime",
                "toAtSign",
                "notification",
                "type",
                "opType",
                "messageType",
                "priority",
                "notificationStatus",
                "retryCount",
                "strategy",
                "depth",
                "notifier",
                "expiresAt",
                "atValue",
                "atMetadata",
                "ttl");
        assertThat(fetched.string("retryCount")).isEqualTo("1");
        assertThat(fetched.string("atMetadata"))
            .isEqualTo("{createdBy: @alice, ttl: 0, ttb: 0, isEncrypted: true}");
      }
    }

    @Test
    void whatWasReceivedIsListedByDayAndExpression() {
      try (TestConnection owner = alice.login()) {
        owner.data("notify:ttln:600000:@alice:k.n6@alice:v");
        assertThat(owner.data("notify:list:n6")).startsWith("[{\"id\":\"").contains("k.n6@alice");
        assertThat(owner.data("notify:list:2020-01-01:2020-01-02")).isEqualTo("null");
        assertThat(owner.data("notify:list:2020-01-01:2099-12-31:n6")).startsWith("[{");
      }
    }

    @Test
    void aKeyThatIsBornLaterSaysWhen() {
      try (TestConnection owner = alice.login()) {
        owner.data("notify:ttln:600000:ttb:60000:@alice:k.n10@alice:v");
        assertThat(owner.data("notify:list:n10"))
            .containsPattern("\"availableAt\":\"\\d{4}-\\d\\d-\\d\\d [0-9:.]{12}Z\"");
      }
    }

    @Test
    void allAnswersAnIdForEachRecipientBehindABlank() {
      try (TestConnection owner = alice.login()) {
        assertThat(owner.ask("notify:all:update:messageType:key:@bob,@nobody14:k.n7@alice:v"))
            .matches(
                "data: \\{\"@bob\":\"[0-9a-f-]{36}\",\"@nobody14\":\"[0-9a-f-]{36}\"}\n@alice@");
      }
    }
  }

  @Nested
  @DisplayName("4.4 receiving")
  class Receiving {
    @Test
    void theSameIdAgainIsAcknowledgedAndNotShownAgain() {
      try (TestConnection monitor = alice.login();
          TestConnection peer = bob.polAt(alice)) {
        monitor.send("monitor n8\n");
        assertThat(monitor.data("noop:0")).isEqualTo("ok");
        for (String id : new String[] {"same", "same", "other"}) {
          assertThat(
                  peer.ask(
                      "notify:id:" + id + ":update:messageType:key:ttln:60000:@alice:k.n8@bob:v"))
              .isEqualTo("data:success\n@bob@");
        }
        assertThat(next(monitor)).contains("\"id\":\"same\"");
        assertThat(next(monitor)).contains("\"id\":\"other\"");
      }
    }

    @Test
    void timestampsAndWhatElseNewSendersForwardIsAccepted() {
      try (TestConnection peer = bob.polAt(alice)) {
        assertThat(
                peer.ask(
                    "notify:id:new1:update:messageType:key:notifier:system:ttln:60000:ttl:0:ttb:0"
                        + ":cAt:2026-01-02T03:04:05.678Z:uAt:2026-01-02T03:04:05.678Z"
                        + ":isEncrypted:true:pubKeyHash:ab:hashingAlgo:sha256:immutable:true"
                        + ":appMetadata:e30=:@alice:k.n9@bob:v"))
            .isEqualTo("data:success\n@bob@");
        assertThat(
                peer.ask(
                    "notify:id:old1:update:messageType:key:ttln:60000:ttr:-1:ccd:null:@alice:k.n9@bob:v"))
            .isEqualTo("data:success\n@bob@");
      }
    }
  }

  @Nested
  @DisplayName("3.7, 4.5 and 4.6 monitor")
  class MonitorVerb {
    private static final String SHOWN =
        "notification: \\{\"id\":\"%s\",\"from\":\"@bob\",\"to\":\"@alice\",\"key\":\"@alice:k.m1@bob\","
            + "\"value\":%s,\"operation\":\"%s\",\"epochMillis\":\\d{13},\"messageType\":"
            + "\"MessageType.key\",\"isEncrypted\":%s,\"metadata\":\\{\"ttr\":.*,\"ttl\":.*,\"ttb\":.*,"
            + "\"sharedKeyEnc\":.*,\"pubKeyCS\":.*,\"dataSignature\":.*,\"encKeyName\":.*,\"encAlgo\":.*,"
            + "\"ivNonce\":.*,\"skeEncKeyName\":.*,\"skeEncAlgo\":.*,\"availableAt\":.*,\"expiresAt\":.*,"
            + "\"pubKeyHash\":.*,\"appMetadata\":.*}}";

    @Test
    void aLineHasItsMembersInOrderAndNoPrompt() {
      try (TestConnection monitor = alice.login();
          TestConnection peer = bob.polAt(alice)) {
        monitor.send("monitor m1\n");
        assertThat(monitor.data("noop:0")).isEqualTo("ok");
        peer.ask("notify:id:m1a:update:messageType:key:ttln:60000:ivNonce:ab==:@alice:k.m1@bob:v");
        peer.ask(
            "notify:id:m1b:delete:messageType:key:ttln:60000:isEncrypted:false:@alice:k.m1@bob");
        assertThat(next(monitor)).matches(SHOWN.formatted("m1a", "\"v\"", "update", "true"));
        assertThat(next(monitor)).matches(SHOWN.formatted("m1b", "null", "delete", "false"));
      }
    }

    @Test
    void anExpressionIsSearchedInKeyAndSenderAndABadOneRefused() {
      try (TestConnection monitor = alice.login();
          TestConnection bySender = alice.login();
          TestConnection peer = bob.polAt(alice)) {
        assertThat(monitor.ask("monitor [")).startsWith("error:AT0003-Invalid syntax : ");
        monitor.send("monitor wanted.m2\n");
        bySender.send("monitor ^bob$\n");
        peer.ask("notify:id:m2a:update:ttln:60000:@alice:other.m2@bob:v");
        peer.ask("notify:id:m2b:update:ttln:60000:@alice:wanted.m2@bob:v");
        assertThat(next(monitor)).contains("\"id\":\"m2b\"");
        assertThat(next(bySender)).contains("\"id\":\"m2a\"");
      }
    }

    @Test
    void onlyATimeBringsWhatWasBefore() {
      try (TestConnection owner = alice.login()) {
        owner.data("notify:id:m3a:ttln:600000:@alice:k.m3@alice:v");
        try (TestConnection without = alice.login();
            TestConnection with = alice.login()) {
          without.send("monitor m3\n");
          with.send("monitor:0 m3\n");
          assertThat(next(with)).contains("\"id\":\"m3a\"");
          assertThat(without.ask("noop:0")).isEqualTo("data:ok\n@alice@");
          owner.data("notify:id:m3b:ttln:600000:@alice:k.m3@alice:v");
          assertThat(next(without)).contains("\"id\":\"m3b\"");
          assertThat(next(with)).contains("\"id\":\"m3b\"");
        }
      }
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "monitor:strict:selfNotifications:multiplexed:0 m4",
          "monitor:multiplexed m4",
          "monitor:selfNotifications m4",
          "MONITOR m4"
        })
    void everyFormIsUnderstoodAndOtherCommandsGoOn(String line) {
      try (TestConnection monitor = alice.login()) {
        monitor.send(line + "\n");
        String answer = monitor.ask("noop:0");
        while (!answer.endsWith("data:ok\n@alice@")) {
          answer += monitor.answer();
        }
        assertThat(answer).endsWith("data:ok\n@alice@");
      }
    }

    @Test
    void theStatisticsComeInARhythmWithoutMetadata() {
      try (TestConnection monitor = alice.login()) {
        monitor.send("monitor nothing.m5\n");
        assertThat(monitor.line())
            .matches(
                "notification: \\{\"id\":\"-1\",\"from\":\"@alice\",\"to\":\"@alice\",\"key\":"
                    + "\"statsNotification.@alice\",\"value\":\"-?\\d+\",\"operation\":\"(update|delete)\","
                    + "\"epochMillis\":\\d{13},\"messageType\":\"MessageType.key\",\"isEncrypted\":false,"
                    + "\"metadata\":null}");
      }
    }
  }
}
