package org.noports.atserver.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.noports.atserver.TestConnection;
import org.noports.protocol.crypto.HashAlgorithm;

/** Replays the recorded dialogues with the reference against this server. */
class RecordedVerbsTest {
  /** Dialogues of several connections at a time, or with waits, have tests of their own. */
  private static final List<String> ELSEWHERE =
      List.of(
          "monitor-stats-and-self",
          "monitor-plain-no-self",
          "monitor-twice",
          "enroll-request-then-deny",
          "config-blocked-from",
          "config-block");

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

  static Stream<RecordedCase> cases() {
    return RecordedCase.all().stream()
        .filter(each -> !Deviations.NOT_BUILT.contains(each.name()))
        .filter(each -> !ELSEWHERE.contains(each.name()));
  }

  @Test
  void everyDeviationBelongsToARecordedCase() {
    List<String> names = RecordedCase.all().stream().map(RecordedCase::name).toList();
    assertThat(names).containsAll(Deviations.ALL.keySet());
    assertThat(names).containsAll(Deviations.LISTS.keySet());
    assertThat(names).containsAll(ELSEWHERE);
  }

  @Test
  void everyDeviationStandsInTheDocumentedTable() throws IOException {
    Path table =
        Path.of(Objects.requireNonNull(System.getProperty("noports.root")), "docs/atserver.md");
    assertThat(Files.readString(table))
        .contains(Deviations.ALL.keySet().stream().map(name -> "`" + name + "`").toList());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void answersAsRecorded(RecordedCase recorded) {
    Normal expected = new Normal();
    Normal actual = new Normal();
    Deviations.@Nullable Deviation deviation = Deviations.ALL.get(recorded.name());
    try (TestConnection connection = servers.in(recorded.state())) {
      String last = "";
      List<RecordedCase.Exchange> exchanges = recorded.exchanges();
      for (int i = 0; i < exchanges.size(); i++) {
        RecordedCase.Exchange exchange = exchanges.get(i);
        if (exchange.sent().isEmpty()) {
          continue; // The greeting, which the connection has already had.
        }
        String wanted = answerOf(deviation, i);
        if (wanted == null && Deviations.LISTS.containsKey(recorded.name())) {
          wanted = Deviations.LISTS.get(recorded.name());
        }
        connection.send(exchange.bytes(prepared(exchange.sent(), last, recorded.name())));
        if (wanted == null && exchange.received().isEmpty()) {
          assertThat(exchange.closed() || connection.staysQuiet(Duration.ofMillis(200))).isTrue();
          continue;
        }
        String asked = exchange.command();
        String answer = received(connection, wanted == null ? exchange.received() : wanted);
        if (wanted != null) {
          assertThat(actual.of(answer)).as("%s: %s", recorded, asked).matches("(?s)" + wanted);
        } else if (asked.startsWith("notify:status") || recorded.name().contains("expiry")) {
          awaitAnswer(connection, asked, answer, exchange.received());
        } else {
          assertThat(actual.of(answer))
              .as("%s: %s", recorded, asked)
              .isEqualTo(expected.of(oneLine(replaced(exchange.received()))));
          assertThat(!exchange.closed() || connection.isClosedByServer())
              .as("%s: closed", recorded)
              .isTrue();
        }
        last = answer;
      }
    }
  }

  private static @Nullable String answerOf(Deviations.@Nullable Deviation deviation, int exchange) {
    return deviation == null ? null : deviation.answers().get(exchange);
  }

  /** Several answers may be due to one write. */
  private static String received(TestConnection connection, String expected) {
    String answer = connection.answer();
    int answers = expected.contains("){3}") ? 3 : expected.contains("@data:") ? 2 : 1;
    for (int i = 1; i < answers && count(answer) < answers; i++) {
      answer += connection.answer();
    }
    return answer;
  }

  private static int count(String answers) {
    return (int) answers.chars().filter(c -> c == '\n').count();
  }

  /** The reference spreads some error texts over lines; ours are one line. */
  private static String oneLine(String recorded) {
    return recorded.startsWith("error:")
        ? recorded.replaceAll("\n(?=.*\n@)", " ").replace("  ", " ")
        : recorded;
  }

  /** What the recording waited for may be asked for again. */
  private static void awaitAnswer(
      TestConnection connection, String command, String first, String recorded) {
    if (!first.equals(recorded) && !command.matches("(update|delete):.*")) {
      await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(() -> assertThat(connection.ask(command)).isEqualTo(recorded));
    }
  }

  private static String replaced(String text) {
    return text.replace(RecordedServers.RECORDED_ENROLLMENT, servers.alice().enrollmentId());
  }

  /** Recorded signatures are over other challenges and are made anew; ids are the ones of today. */
  private static String prepared(String sent, String lastAnswer, String name) {
    String text = replaced(sent);
    String challenge =
        lastAnswer.startsWith("data:") ? lastAnswer.substring(5).replaceAll("(?s)\n.*", "") : "";
    if (text.matches("pkam:[A-Za-z0-9+/=]{300,}\n")) {
      text =
          "pkam:"
              + servers.alice().pkam().privateKey().sign(challenge, HashAlgorithm.SHA256)
              + "\n";
    }
    if (text.equals("pol\n") && challenge.startsWith("proof:")) {
      String proof =
          name.equals("pol-wrong") ? challenge.replaceAll(":[^:]*$", ":other") : challenge;
      servers.bob().leaveProof(proof, servers.bob().signingKey());
    }
    return text;
  }
}
