package org.noports.protocol.verb;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.noports.protocol.Vectors;
import org.noports.protocol.json.JsonObject;
import org.noports.protocol.metadata.Metadata;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.notification.Notification;
import org.noports.protocol.wire.ServerLine;
import org.noports.protocol.wire.ServerLineParser;

/** The vectors of docs/spec through the parser and back. */
class CommandVectorsTest {
  static List<JsonObject> transcript() {
    List<JsonObject> lines = new ArrayList<>();
    for (JsonObject session :
        Vectors.objects(Vectors.vector("transcript.json").array("sessions"))) {
      for (JsonObject line : Vectors.objects(session.array("lines"))) {
        if (!line.string("connection").equals("directory")) {
          lines.add(line);
        }
      }
    }
    assertThat(lines).hasSizeGreaterThan(60);
    return lines;
  }

  static List<JsonObject> notifications() {
    return Vectors.objects(Vectors.vector("notify.json").array("cases"));
  }

  @ParameterizedTest
  @MethodSource("transcript")
  void everyLineOfTheTranscriptsIsReadAndWrittenAgain(JsonObject entry) {
    String text = entry.string("text");
    if (entry.string("direction").equals("client")) {
      assertThat(CommandParser.parse(text.strip()).line() + "\n").isEqualTo(text);
      return;
    }
    if (text.equals("@")) {
      return;
    }
    assertThat(text).contains("\n");
    switch (ServerLineParser.parse(text.substring(0, text.indexOf('\n')))) {
      case ServerLine.NotificationLine line ->
          assertThat(Notification.parse(line.json()).to()).isEqualTo(AtSign.of("alice"));
      case ServerLine.Data data -> assertThat(text).startsWith("data:" + data.payload() + "\n@");
      case ServerLine.Failure failure -> assertThat(failure.rawCode()).matches("AT(0015|0026)");
      default -> throw new AssertionError(text);
    }
  }

  @ParameterizedTest
  @MethodSource("notifications")
  void notifyLinesAreReadAndWrittenAgain(JsonObject vector) {
    String line = vector.string("notifyCommand").strip();
    Notify notify = (Notify) CommandParser.parse(line);
    assertThat(notify.line()).isEqualTo(line);
    assertThat(notify.id()).isEqualTo(vector.string("notificationId"));
    assertThat(notify.value()).isEqualTo(vector.string("ciphertextBase64"));
    assertThat(notify.metadata().ivNonce()).isEqualTo(vector.optString("ivNonce"));
    assertThat(notify.recipient()).isEqualTo(AtSign.of("@bob"));
    assertThat(notify.owner()).isEqualTo(AtSign.of("@alice"));
    Notify built =
        Notify.to(AtSign.of("bob"), notify.key(), AtSign.of("alice"))
            .id(notify.id())
            .operation(notify.operationOrDefault())
            .messageType(notify.messageTypeOrDefault())
            .priority(Priority.LOW)
            .strategy(Strategy.ALL)
            .latestN(1L)
            .notifier(Notify.DEFAULT_NOTIFIER)
            .ttln(notify.ttln())
            .metadata(
                Metadata.builder()
                    .ttl(notify.metadata().ttl())
                    .isEncrypted(true)
                    .sharedKeyEnc(notify.metadata().sharedKeyEnc())
                    .pubKeyCS(notify.metadata().pubKeyCS())
                    .ivNonce(notify.metadata().ivNonce())
                    .build())
            .value(notify.value())
            .build();
    assertThat(built).isEqualTo(notify);
  }
}
