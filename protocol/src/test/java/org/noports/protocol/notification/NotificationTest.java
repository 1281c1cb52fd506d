package org.noports.protocol.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.noports.protocol.ProtocolException;
import org.noports.protocol.Vectors;
import org.noports.protocol.json.Json;
import org.noports.protocol.json.JsonObject;
import org.noports.protocol.metadata.Metadata;
import org.noports.protocol.name.AtSign;

class NotificationTest {
  private static final String PREFIX = "notification: ";
  private static final String SAMPLE =
      """
      {"id":"1","from":"@alice","to":"@bob","key":"@bob:k.ns@alice","value":"v","operation":"update",\
      "epochMillis":1729764000123,"messageType":"MessageType.key","isEncrypted":true,"metadata":null}\
      """;

  static List<JsonObject> vectors() {
    return Vectors.objects(Vectors.vector("notify.json").array("cases"));
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void readsLiveAndReplayedLines(JsonObject vector) {
    Notification live = parse(vector.string("liveMonitorLine"));
    Notification replayed = parse(vector.string("replayedMonitorLine"));
    for (Notification notification : List.of(live, replayed)) {
      assertThat(notification.id()).isEqualTo(vector.string("notificationId"));
      assertThat(notification.from()).isEqualTo(AtSign.of("alice"));
      assertThat(notification.to()).isEqualTo(AtSign.of("bob"));
      assertThat(notification.value()).isEqualTo(vector.string("ciphertextBase64"));
      assertThat(notification.epochMillis()).isEqualTo(1729764000123L);
      assertThat(notification.messageType()).isEqualTo(MessageType.KEY);
      assertThat(notification.encrypted()).isTrue();
      NotificationMetadata metadata = Objects.requireNonNull(notification.metadata());
      assertThat(metadata.ivNonce()).isEqualTo(vector.optString("ivNonce"));
      assertThat(metadata.availableAt()).isNull();
      assertThat(parse(notification.line())).isEqualTo(notification);
    }
    assertThat(live.metadata()).extracting(NotificationMetadata::sharedKeyEnc).isNotNull();
    assertThat(replayed.metadata()).extracting(NotificationMetadata::sharedKeyEnc).isNull();
    assertThat(replayed.metadata())
        .extracting(NotificationMetadata::expiresAt)
        .isEqualTo("2024-10-25 10:00:00.123Z");
  }

  @Test
  void writesTheNewestMembersInTheirOrder() {
    Notification notification =
        new Notification(
            "i",
            AtSign.of("alice"),
            AtSign.of("bob"),
            "@bob:k.ns@alice",
            null,
            Operation.DELETE,
            5,
            MessageType.TEXT,
            false,
            new NotificationMetadata(
                -1L, 1L, 2L, "ske", "cs", "ds", "ekn", "ea", "iv", "skn", "ska", "aa", null, "ph",
                "sha512", "am"));
    assertThat(notification.line())
        .isEqualTo(
            PREFIX
                + "{\"id\":\"i\",\"from\":\"@alice\",\"to\":\"@bob\",\"key\":\"@bob:k.ns@alice\","
                + "\"value\":null,\"operation\":\"delete\",\"epochMillis\":5,"
                + "\"messageType\":\"MessageType.text\",\"isEncrypted\":false,\"metadata\":{"
                + "\"ttr\":-1,\"ttl\":1,\"ttb\":2,\"sharedKeyEnc\":\"ske\",\"pubKeyCS\":\"cs\","
                + "\"dataSignature\":\"ds\",\"encKeyName\":\"ekn\",\"encAlgo\":\"ea\","
                + "\"ivNonce\":\"iv\",\"skeEncKeyName\":\"skn\",\"skeEncAlgo\":\"ska\","
                + "\"availableAt\":\"aa\",\"expiresAt\":\"null\","
                + "\"pubKeyHash\":{\"hash\":\"ph\",\"hashingAlgo\":\"sha512\"},"
                + "\"appMetadata\":\"am\"}}");
    assertThat(parse(notification.line())).isEqualTo(notification);
  }

  @Test
  void theHeartbeatIsTheLineOfTheSpecification() {
    Notification stats =
        Notification.stats(AtSign.of("alice"), 42, Operation.UPDATE, 1729764015000L);
    assertThat(stats.line())
        .isEqualTo(
            PREFIX
                + "{\"id\":\"-1\",\"from\":\"@alice\",\"to\":\"@alice\","
                + "\"key\":\"statsNotification.@alice\",\"value\":\"42\",\"operation\":\"update\","
                + "\"epochMillis\":1729764015000,\"messageType\":\"MessageType.key\","
                + "\"isEncrypted\":false,\"metadata\":null}");
    assertThat(parse(stats.line())).isEqualTo(stats);
    assertThat(stats.isStats()).isTrue();
  }

  @Test
  void absenceJsonNullAndTheTextNullAreTheSame() {
    Notification absent = Notification.parse(SAMPLE.replace("null", "{}"));
    Notification jsonNull =
        Notification.parse(SAMPLE.replace("null", "{\"ivNonce\":null,\"ttl\":null}"));
    Notification text =
        Notification.parse(SAMPLE.replace("null", "{\"ivNonce\":\"null\",\"ttl\":\"null\"}"));
    assertThat(jsonNull).isEqualTo(absent);
    assertThat(text).isEqualTo(absent);
  }

  @Test
  void aSenderWhoSaysNothingAboutEncryptionEncrypted() {
    assertThat(Notification.parse(SAMPLE.replace("\"isEncrypted\":true,", "")).encrypted())
        .isTrue();
    assertThat(
            Notification.parse(SAMPLE.replace("\"isEncrypted\":true", "\"isEncrypted\":false"))
                .encrypted())
        .isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        "null",
        "{\"id\":1}",
        "x",
        "{\"id\":\"1\",\"from\":\"@alice\",\"to\":\"@bob\",\"key\":\"k\",\"operation\":\"append\",\"epochMillis\":1}",
        "{\"id\":\"1\",\"from\":\"@al ice\",\"to\":\"@bob\",\"key\":\"k\",\"operation\":\"update\",\"epochMillis\":1}",
        "{\"id\":\"1\",\"from\":\"@alice\",\"to\":\"@bob\",\"key\":\"k\",\"operation\":\"update\",\"epochMillis\":\"1\"}"
      })
  void refusesWhatIsNoNotification(String json) {
    assertThatThrownBy(() -> Notification.parse(json)).isInstanceOf(ProtocolException.class);
  }

  @Test
  void readsEveryRecordedNotification() {
    int seen = 0;
    for (String file : List.of("session-dart.json", "session-c.json")) {
      for (JsonObject connection : Vectors.objects(Vectors.recording(file).array("connections"))) {
        StringBuilder received = new StringBuilder();
        for (JsonObject step : Vectors.objects(connection.array("steps"))) {
          String data = step.optString("data");
          if (step.string("dir").equals("S") && data != null) {
            received.append(data);
          }
        }
        for (String line : received.toString().lines().toList()) {
          int at = line.indexOf(PREFIX);
          if (at >= 0) {
            Notification notification = parse(line.substring(at));
            assertThat(parse(notification.line())).isEqualTo(notification);
            seen++;
          }
        }
      }
    }
    assertThat(seen).isGreaterThan(10);
  }

  @Test
  void readsTheRecordedLists() {
    int seen = 0;
    JsonObject recording = Vectors.recording("atserver-verbs.json");
    for (JsonObject recorded : Vectors.objects(recording.array("cases"))) {
      StringBuilder received = new StringBuilder();
      for (JsonObject step : Vectors.objects(recorded.array("steps"))) {
        String data = step.optString("data");
        if (step.string("dir").equals("S") && data != null) {
          received.append(data);
        }
      }
      boolean isList = recorded.string("name").startsWith("notify-list");
      for (String line : received.toString().lines().toList()) {
        if (isList && line.startsWith("data:[")) {
          for (JsonObject element : Vectors.objects(Json.parseArray(line.substring(5)))) {
            assertThat(Notification.from(element).from().text()).isIn("@bob", "@rv", "@alice");
            seen++;
          }
        } else if (line.contains(PREFIX)) {
          Notification notification = parse(line.substring(line.indexOf(PREFIX)));
          assertThat(notification.to()).isEqualTo(AtSign.of("alice"));
          seen++;
        }
      }
    }
    assertThat(seen).isGreaterThan(20);
  }

  @Test
  void metadataOfACommandIsShownToMonitors() {
    Metadata metadata =
        Metadata.builder().ttl(5L).ivNonce("iv").pubKeyHash("h").hashingAlgo("sha512").build();
    JsonObject json = NotificationMetadata.of(metadata, null, "2024-10-25 10:00:00.123Z").toJson();
    assertThat(json.integer("ttl")).isEqualTo(5);
    assertThat(json.string("ivNonce")).isEqualTo("iv");
    assertThat(json.object("pubKeyHash").string("hash")).isEqualTo("h");
    assertThat(json.string("expiresAt")).isEqualTo("2024-10-25 10:00:00.123Z");
    assertThat(json.members()).hasSize(15);
  }

  private static Notification parse(String line) {
    assertThat(line).startsWith(PREFIX);
    return Notification.parse(line.substring(PREFIX.length()));
  }
}
