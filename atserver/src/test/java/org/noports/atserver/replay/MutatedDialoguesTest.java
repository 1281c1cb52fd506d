package org.noports.atserver.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.noports.atserver.Limits;
import org.noports.atserver.TestConnection;

/**
 * What was recorded, bent: whatever becomes of a line, it has one answer of one line in the form of
 * the connection's state, and the next command is served. No connection is lost but after the
 * errors that say so, and nothing fails inside.
 */
class MutatedDialoguesTest {
  private static final int LINES = 400;

  /** Says that everything before it has been answered. */
  private static final String LAST = "lookup:lastofall@alice";

  /** What waits or ends on purpose, or changes what the other lines meet. */
  private static final Pattern APART =
      Pattern.compile(
          "noop:\\d*[1-9]\\d\\d|.*\"noop.*|@exit|pol|pkam.*|cram.*|enroll:request.*|config:block.*"
              + "|otp:put.*|batch.*(pkam|cram|config|enroll).*");

  private static final Pattern ANSWER = Pattern.compile("(data:|error:).*", Pattern.DOTALL);

  /** Section 6: errors after which the server closes. */
  private static final Pattern CLOSING = Pattern.compile("error:.*AT00(02|05|12|13|24).*");

  @TempDir static Path directory;
  private static @Nullable RecordedServers servers;

  @BeforeAll
  static void startServers() {
    // Brakes would be all one sees of what strangers send.
    servers =
        new RecordedServers(
            directory,
            Limits.DEFAULTS
                .with()
                .unauthenticatedVerbsPerSecond(1_000_000)
                .unauthenticatedBytes(Integer.MAX_VALUE)
                .build());
  }

  @AfterAll
  static void stopServers() {
    Objects.requireNonNull(servers).close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"anonymous", "pkam-alice", "pkam-alice-json-errors", "pol-bob"})
  void aBentLineIsAnsweredAndTheNextOneToo(String state) {
    List<String> recorded = lines();
    LineMutations mutations = new LineMutations(state.hashCode());
    TestConnection connection = open(state);
    try {
      for (int i = 0; i < LINES; i++) {
        String line = mutations.of(recorded.get(i % recorded.size()));
        boolean apart = APART.matcher(bare(line)).matches();
        if (!apart && !isAnswered(connection, line, state)) {
          connection.close();
          connection = open(state);
        }
      }
    } finally {
      connection.close();
    }
  }

  private static TestConnection open(String state) {
    return Objects.requireNonNull(servers).in(state);
  }

  /** Every command of the recordings that fits a line, each once. */
  private static List<String> lines() {
    return RecordedCase.all().stream()
        .flatMap(recorded -> recorded.exchanges().stream())
        .filter(exchange -> !exchange.raw())
        .map(exchange -> exchange.sent().strip())
        .filter(sent -> !sent.isEmpty() && sent.length() < 2_000 && sent.indexOf('\n') < 0)
        .distinct()
        .toList();
  }

  /** Blanks and case do not count in a verb. */
  private static String bare(String line) {
    return line.strip().replace(" ", "").toLowerCase(Locale.ROOT);
  }

  /** False when the connection is somebody else's now, or closed. */
  private static boolean isAnswered(TestConnection connection, String line, String state) {
    connection.send(line + "\n" + LAST + "\n");
    List<String> answers = new ArrayList<>();
    String answer = next(connection);
    while (!answer.contains("lastofall@")) {
      answers.add(answer);
      if (CLOSING.matcher(answer).matches() && connection.isClosedByServer()) {
        return false;
      }
      answer = next(connection);
    }
    boolean monitors = bare(line).startsWith("monitor");
    assertThat(answers).as("%s: %s", state, line).hasSizeBetween(monitors ? 0 : 1, 1);
    for (String each : answers) {
      assertThat(each)
          .as("%s: %s", state, line)
          .matches(ANSWER)
          .doesNotContain("the command failed", "the storage failed", "Exception:  ");
    }
    // A login has ended, or another state's form is expected from now on.
    return !answer.contains("AT0401") && !line.toLowerCase(Locale.ROOT).contains("from");
  }

  /** The next line that is no notification, without the prompt of the one before. */
  private static String next(TestConnection connection) {
    String line =
        connection.line().replaceFirst("^@([^@\\s]*@)?(?=data:|error:|notification:)", "");
    return line.startsWith("notification: ") ? next(connection) : line;
  }
}
