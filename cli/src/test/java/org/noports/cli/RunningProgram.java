package org.noports.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.noports.cli.output.StopSignal;
import org.noports.cli.output.Terminal;

/** A program on a thread of its own, until it is asked to stop. */
final class RunningProgram {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final StopSignal stop = new StopSignal();
  private final Thread thread;

  RunningProgram(Map<String, String> environment, String... words) {
    Terminal terminal = TestTerminal.writingTo(err, err, environment, stop);
    thread = Thread.ofVirtual().start(() -> new Programs(terminal).run(words));
  }

  int port() {
    return Integer.parseInt(awaited("(?<=is ready: http://localhost:)[0-9]+(?= )"));
  }

  /** The first text of this form that the program prints. */
  String awaited(String form) {
    Matcher[] found = new Matcher[1];
    await()
        .atMost(LIMIT)
        .until(() -> {
          found[0] = Pattern.compile(form).matcher(text());
          return found[0].find();
        });
    return found[0].group();
  }

  String text() {
    return err.toString(StandardCharsets.UTF_8);
  }

  void end() throws InterruptedException {
    stop.closeAll();
    thread.join(LIMIT);
    assertThat(thread.isAlive()).isFalse();
  }
}
