package org.noports.atserver.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.noports.atserver.spec.SpecServers.alice;
import static org.noports.atserver.spec.SpecServers.bob;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.noports.atserver.TestConnection;
import org.noports.protocol.json.Json;
import org.noports.protocol.json.JsonObject;
import org.noports.protocol.json.JsonValue;

@DisplayName("atprotocol.md 3.8 and 3.10: sync, stats, config, batch")
@ExtendWith(SpecServers.class)
class Section3FollowingTest {
  private TestConnection owner;

  @BeforeEach
  void login() {
    owner = alice.login();
  }

  @AfterEach
  void logout() {
    owner.close();
  }

  private List<JsonObject> synced(String line) {
    return Json.parseArray(owner.data(line)).elements().stream()
        .map(JsonObject.class::cast)
        .toList();
  }

  @Nested
  @DisplayName("3.8 sync")
  class SyncVerb {
    @Test
    void eachKeyComesOnceWithItsLatestEntryInOrder() {
      long before = Long.parseLong(owner.data("update:a.sync1@alice 1")) - 1;
      owner.data("update:ttl:600000:b.sync1@alice 2");
      owner.data("update:a.sync1@alice 3");
      owner.data("update:meta:b.sync1@alice:ttl:0");
      owner.data("update:c.sync1@alice 4");
      owner.data("delete:c.sync1@alice");
      List<JsonObject> entries = synced("sync:from:" + before + ":limit:10:sync1");
      assertThat(entries)
          .filteredOn(entry -> entry.string("atKey").contains("sync1"))
          .extracting(entry -> entry.string("atKey") + entry.string("operation"))
          .containsExactly("a.sync1@alice+", "b.sync1@alice#", "c.sync1@alice-");
      JsonObject updated = entries.getFirst();
      assertThat(updated.members().keySet())
          .containsExactly("atKey", "value", "metadata", "commitId", "operation");
      assertThat(updated.object("metadata").string("version")).isEqualTo("1");
      assertThat(entries.getLast().canonical())
          .contains("\"value\":null,\"metadata\":null,\"commitId\":");
    }

    @Test
    void limitAndSkippedDeletesAreHonoured() {
      long before = Long.parseLong(owner.data("update:a.sync2@alice 1")) - 1;
      owner.data("update:b.sync2@alice 1");
      String last = owner.data("delete:b.sync2@alice");
      assertThat(synced("sync:from:" + before + ":limit:1")).hasSize(1);
      assertThat(synced("sync:from:" + before + ":limit:25:skipDeletesUntil:" + last + ":sync2"))
          .extracting(entry -> entry.string("atKey"))
          .contains("a.sync2@alice")
          .doesNotContain("b.sync2@alice");
      assertThat(owner.data("sync:from:" + last + ":limit:5")).isEqualTo("[]");
    }
  }

  @Nested
  @DisplayName("3.8 stats")
  class StatsVerb {
    @Test
    void everyIdHasItsNameAndABlankStandsBehindTheColon() {
      String answer = owner.ask("stats");
      assertThat(answer).startsWith("data: [{\"id\":\"1\",\"name\":\"activeInboundConnections\"");
      List<JsonValue> all = Json.parseArray(answer.substring(6, answer.indexOf('\n'))).elements();
      assertThat(all)
          .extracting(each -> ((JsonObject) each).string("name"))
          .containsExactly(
              "activeInboundConnections",
              "activeOutboundConnections",
              "lastCommitID",
              "secondaryStorageSize",
              "topAtSigns",
              "topKeys",
              "secondaryServerVersion",
              "LastLoggedInDatetime",
              "diskSize",
              "LastPkam",
              "NotificationCount",
              "CommitLogCompactionStats",
              "AccessLogCompactionStats",
              "NotificationCompactionStats",
              "LatestCommitEntryOfEachKey",
              "activeInboundConnectionsSummary",
              "activeInboundConnectionsDetailed");
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        textBlock =
            """
            1 | "\\d+"
            2 | "\\d+"
            3 | "\\d+"
            4 | \\d+
            5 | "\\{.*\\}"
            6 | "\\{.*\\}"
            7 | "\\d+\\.\\d+\\.\\d+"
            8 | "\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z"
            9 | "\\{\\\\"size\\\\":\\\\"\\d+\\.\\d\\d\\\\",\\\\"units\\\\":\\\\"[KMGT]?B\\\\"\\}"
            10 | "\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z"
            11 | "\\{\\\\"total\\\\":\\d+,\\\\"type\\\\":.*,\\\\"createdOn\\\\":\\d+\\}"
            12 | "\\{\\}"
            13 | "\\{\\}"
            14 | "\\{\\}"
            15 | "\\{.*\\}"
            16 | "\\{\\\\"total\\\\":\\d+,.*\\}"
            17 | "\\{\\\\"total\\\\":\\d+,.*\\}"
            """)
    void everyIdHasAValueOfItsForm(int id, String value) {
      assertThat(owner.ask("stats:" + id))
          .matches(
              "data: \\[\\{\"id\":\""
                  + id
                  + "\",\"name\":\"[A-Za-z]+\",\"value\":"
                  + value
                  + "}]\n@alice@");
    }

    @Test
    void elementsAreSeparatedByACommaAndABlank() {
      assertThat(owner.ask("stats:1,2"))
          .matches(
              "data: \\[\\{\"id\":\"1\",\"name\":\"activeInboundConnections\",\"value\":\"\\d+\"}, "
                  + "\\{\"id\":\"2\",\"name\":\"activeOutboundConnections\",\"value\":\"\\d+\"}]\n@alice@");
    }

    @Test
    void theLastCommitIdMayBeThatOfAnExpression() {
      String id = owner.data("update:k.stats1@alice 1");
      owner.data("update:k.other1@alice 1");
      assertThat(owner.ask("stats:3:stats1"))
          .isEqualTo(
              "data: [{\"id\":\"3\",\"name\":\"lastCommitID\",\"value\":\"" + id + "\"}]\n@alice@");
      assertThat(owner.ask("stats:15:stats1")).contains("{\\\"k.stats1@alice\\\":[" + id + ",");
    }

    @Test
    void theMostFrequentVisitorsAndKeysAreNamed() {
      owner.data("update:@bob:top.stats2@alice 1");
      try (TestConnection peer = bob.polAt(alice)) {
        for (int i = 0; i < 50; i++) {
          peer.data("lookup:top.stats2@alice");
        }
      }
      assertThat(owner.ask("stats:5,6"))
          .contains("\\\"@bob\\\":")
          .contains("{\\\"top.stats2@alice\\\":50");
    }

    @Test
    void anUnknownNumberIsAnIllegalArgument() {
      assertThat(owner.ask("stats:99")).startsWith("error:AT0022-Illegal arguments : ");
    }
  }

  @Nested
  @DisplayName("3.10 config and batch")
  class OperatorVerbs {
    @Test
    void theBlockListKeepsAtSignsOutAndNeverTheOwn() {
      assertThat(owner.data("config:block:add:@mallory1 @alice @mallory2")).isEqualTo("success");
      assertThat(owner.data("config:block:show")).isEqualTo("[\"@mallory1\",\"@mallory2\"]");
      try (TestConnection blocked = alice.connect()) {
        assertThat(blocked.ask("from:@mallory1"))
            .isEqualTo("error:AT0013-Exception: Unable to connect\n@");
        assertThat(blocked.isClosedByServer()).isTrue();
      }
      owner.data("config:block:remove:@mallory1");
      owner.data("config:block:remove:@mallory2");
      assertThat(owner.data("config:block:show")).isEqualTo("null");
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "config:set:maxNotificationRetries=5",
          "config:reset:autoNotify",
          "config:print:x"
        })
    void settingsAreNotChangedOverTheWire(String line) {
      assertThat(owner.data(line)).isEqualTo("testing mode disabled by default");
    }

    @Test
    void aBatchAnswersEachCommandWithItsNumber() {
      assertThat(
              owner.data(
                  "batch:[{\"id\":1,\"command\":\"update:public:_a.batch@alice 1\"},"
                      + "{\"id\":2,\"command\":\"lookup:zz@alice\"}]"))
          .isEqualTo(
              "[{\"id\":1,\"response\":{\"data\":\"-1\"}},{\"id\":2,\"response\":"
                  + "{\"error_code\":\"AT0015\",\"error_message\":\"key not found\"}}]");
      assertThat(owner.ask("batch:{bad")).startsWith("error:AT0003-Invalid syntax : ");
      assertThat(owner.data("batch:[]")).isEqualTo("[]");
    }
  }
}
