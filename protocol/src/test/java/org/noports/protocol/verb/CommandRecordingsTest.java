package org.noports.protocol.verb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.noports.protocol.ErrorCode;
import org.noports.protocol.ProtocolException;
import org.noports.protocol.Vectors;
import org.noports.protocol.json.JsonObject;
import org.noports.protocol.wire.ServerLine;
import org.noports.protocol.wire.ServerLineParser;

/** Compares the grammar with what the reference answered to recorded lines. */
class CommandRecordingsTest {
  /** Lines the recorded old server refused and newer ones take. */
  private static final Set<String> LOOSER =
      Set.of(
          "update:pubKeyHash:abcd:hashingAlgo:sha256:public:m3.recns@alice v",
          "update:immutable:true:public:m4.recns@alice v",
          "delete:force:public:m4.recns@alice",
          "update:cAt:2026-01-02T03:04:05.678Z:uAt:2026-01-02T03:04:05.678Z:public:m5.recns@alice v",
          "sync:from:-1");

  /** Well-formed lines the recorded server refused for another reason than their form. */
  private static final Set<String> REFUSED_LATER =
      Set.of(
          // A text on an APKAM connection must look like a key there.
          "notify:update:messageType:text:ttln:60000:@bob:hello there");

  /** Cases about framing, whose writes are not whole lines. */
  private static final Set<String> SENT_IN_PIECES =
      Set.of("split-command", "trailing-text-after-lf", "line-20000-no-lf");

  record Exchange(String line, @Nullable String answer) {
    @Override
    public String toString() {
      return line.length() > 100 ? line.substring(0, 100) + "..." : line;
    }
  }

  static List<Exchange> verbs() {
    List<Exchange> exchanges = new ArrayList<>();
    JsonObject recording = Vectors.recording("atserver-verbs.json");
    for (JsonObject recorded : Vectors.objects(recording.array("cases"))) {
      if (SENT_IN_PIECES.contains(recorded.string("name"))) {
        continue;
      }
      List<JsonObject> steps = Vectors.objects(recorded.array("steps"));
      for (int i = 0; i < steps.size(); i++) {
        JsonObject step = steps.get(i);
        String data = step.optString("data");
        if (data != null
            && step.string("dir").equals("C")
            && step.get("encoding") == null
            && !data.isEmpty()
            && data.indexOf('\n') == data.length() - 1) {
          exchanges.add(new Exchange(data.strip(), answerAfter(steps, i)));
        }
      }
    }
    assertThat(exchanges).hasSizeGreaterThan(200);
    return exchanges;
  }

  static List<String> sessionLines() {
    List<String> lines = new ArrayList<>();
    for (String file : List.of("session-dart.json", "session-c.json")) {
      for (JsonObject connection : Vectors.objects(Vectors.recording(file).array("connections"))) {
        StringBuilder sent = new StringBuilder();
        for (JsonObject step : Vectors.objects(connection.array("steps"))) {
          String data = step.optString("data");
          if (step.string("dir").equals("C") && data != null) {
            sent.append(data);
          }
        }
        lines.addAll(sent.toString().lines().toList());
      }
    }
    assertThat(lines).hasSizeGreaterThan(50);
    return lines;
  }

  private static @Nullable String answerAfter(List<JsonObject> steps, int sent) {
    StringBuilder answer = new StringBuilder();
    for (JsonObject step : steps.subList(sent + 1, steps.size())) {
      String data = step.optString("data");
      if (!step.string("dir").equals("S") || data == null) {
        break;
      }
      answer.append(data);
    }
    return answer.isEmpty() ? null : answer.toString();
  }

  @ParameterizedTest
  @MethodSource("verbs")
  void agreesWithTheReferenceOnEveryRecordedLine(Exchange exchange) {
    String line = exchange.line();
    if (line.equals("@exit") || exchange.answer() == null) {
      return; // Ends the connection, is a fragment of a line, or starts a monitor: no answer says
      // more.
    }
    if (exchange.answer().equals("@bob@")) {
      assertThat(CommandParser.parse(line)).isEqualTo(new Pol());
      return;
    }
    switch (ServerLineParser.parse(exchange.answer().lines().findFirst().orElseThrow())) {
      case ServerLine.Data ignored -> assertParses(line);
      case ServerLine.Failure failure when failure.rawCode().equals("AT0003") ->
          assertRefusedAlike(line, failure);
      case ServerLine.Failure ignored -> {
        // Refused for what it asks, not for its form; some have a form we refuse first.
      }
      default -> throw new AssertionError("unexpected answer");
    }
  }

  private static void assertParses(String line) {
    assertThatCode(() -> CommandParser.parse(line)).as(line).doesNotThrowAnyException();
  }

  private static void assertRefusedAlike(String line, ServerLine.Failure failure) {
    if (LOOSER.contains(line) || REFUSED_LATER.contains(line)) {
      assertParses(line);
      return;
    }
    assertThatThrownBy(() -> CommandParser.parse(line))
        .as(line)
        .isInstanceOfSatisfying(
            ProtocolException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.AT0003);
              assertThat(firstSentence(e.getMessage())).isEqualTo(firstSentence(detail(failure)));
            });
  }

  /** What stands behind {@code Exception: } or {@code <table text> : }. */
  private static String detail(ServerLine.Failure failure) {
    return failure.message().replaceFirst("^(Exception: |Invalid syntax : )", "");
  }

  private static String firstSentence(@Nullable String text) {
    return text == null ? "" : text.replaceFirst("(?s)\\..*", "");
  }

  @ParameterizedTest
  @MethodSource("sessionLines")
  void readsEveryLineOfTheRecordedSessions(String line) {
    if (line.isBlank() || line.equals("@exit")) {
      return;
    }
    Command command = CommandParser.parse(line);
    assertThat(CommandParser.parse(command.line())).isEqualTo(command);
    if (!(command instanceof From)) {
      assertThat(command.line()).isEqualTo(line.strip());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"noop:5001", "noop:999999999"})
  void refusesALongerDelayThanTheReferenceWithItsCode(String line) {
    assertThatThrownBy(() -> CommandParser.parse(line))
        .isInstanceOfSatisfying(
            ProtocolException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.AT0022))
        .hasMessage("noop:<durationInMillis> where the duration maximum is 5000 milliseconds");
  }
}
