package org.noports.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.noports.protocol.ErrorCode;
import org.noports.protocol.ProtocolException;
import org.noports.protocol.name.AtSign;

class ServerLineParserTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "data:ok|ok",
        "@data:ok|ok",
        "@alice@data:success|success",
        "@@alice@data:success|success",
        "data:_1f@alice:7d|_1f@alice:7d",
        "@alice@data:data:x@data:y|data:x@data:y",
        "@mydata@data:v|v",
        "data:|''",
        "data: [{\"id\":\"3\"}]|' [{\"id\":\"3\"}]'",
        "data:proof:_1f@bob:55|proof:_1f@bob:55"
      })
  void dataIsWhatStandsAfterThePrefix(String line, String payload) {
    assertThat(ServerLineParser.parse(line)).isEqualTo(new ServerLine.Data(payload));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "error:AT0015-key not found : x@alice does not exist|AT0015|AT0015"
            + "|key not found : x@alice does not exist",
        "@alice@error:AT0015-Exception: x:y|AT0015|AT0015|Exception: x:y",
        "error:AT0026:enrollment_id: 8cf6 is pending|AT0026|AT0026|enrollment_id: 8cf6 is pending",
        "error:{\"errorCode\":\"AT0003\",\"errorDescription\":\"Invalid syntax : x\"}"
            + "|AT0003|AT0003|Invalid syntax : x",
        "error:null:InvalidSyntaxException|AT0011|null|InvalidSyntaxException",
        "error:AT9999-new|AT0011|AT9999|new",
        "error:something else|AT0011|''|something else",
        "error:|AT0011|''|''",
        "error:{}|AT0011|''|''",
        "error:{bad|AT0011|''|{bad",
        "error:{\"errorCode\":15}|AT0011|''|{\"errorCode\":15}",
        "error:AT0012-Inbound connection limit exceeded|AT0012|AT0012"
            + "|Inbound connection limit exceeded",
        "error:AT0015|AT0011|''|AT0015"
      })
  void everyErrorFormIsUnderstood(String line, ErrorCode code, String raw, String message) {
    assertThat(ServerLineParser.parse(line)).isEqualTo(new ServerLine.Failure(code, raw, message));
  }

  @Test
  void notificationsAndStreamsAreKnownWithOrWithoutAPrompt() {
    assertThat(ServerLineParser.parse("notification: {\"id\":\"-1\"}"))
        .isEqualTo(new ServerLine.NotificationLine("{\"id\":\"-1\"}"));
    assertThat(ServerLineParser.parse("@alice@notification: {\"value\":\"data:x\"}"))
        .isEqualTo(new ServerLine.NotificationLine("{\"value\":\"data:x\"}"));
    assertThat(ServerLineParser.parse("stream:ack 5"))
        .isEqualTo(new ServerLine.StreamLine("ack 5"));
  }

  @Test
  void aBarePromptMeansThatPolWasAccepted() {
    assertThat(ServerLineParser.parse("@bob@"))
        .isEqualTo(new ServerLine.PolAccepted(AtSign.of("@bob")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "@",
        "@@",
        "@@@",
        "@bob",
        "bob@",
        "@bob@x",
        "@a b@",
        "ok",
        " e.g from:@alice",
        "@alice@ok",
        "xdata:y",
        "x@data:y",
        "error",
        "data",
        "@error"
      })
  void otherLinesAreNoAnswers(String line) {
    assertThatThrownBy(() -> ServerLineParser.parse(line)).isInstanceOf(ProtocolException.class);
  }

  @Test
  void randomLinesAreReadOrRefused() {
    Random random = new Random(11);
    String[] pieces = {
      "@",
      "alice",
      "@alice@",
      "data:",
      "error:",
      "AT0015",
      "-",
      ":",
      "{",
      "}",
      "null",
      " ",
      "notification:",
      "stream:",
      "\"errorCode\"",
      "\u2028",
      "\uD83D"
    };
    for (int round = 0; round < 50_000; round++) {
      StringBuilder line = new StringBuilder();
      for (int i = random.nextInt(8); i > 0; i--) {
        line.append(pieces[random.nextInt(pieces.length)]);
      }
      try {
        assertThat(ServerLineParser.parse(line.toString()).toString()).isNotNull();
      } catch (ProtocolException e) {
        assertThat(e.code()).isEqualTo(ErrorCode.AT0003);
      }
    }
  }
}
