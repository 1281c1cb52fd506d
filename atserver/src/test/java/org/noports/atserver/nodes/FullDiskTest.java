package org.noports.atserver.nodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.noports.atserver.AtServerHost;
import org.noports.atserver.ChildJava;
import org.noports.atserver.TestConnection;
import org.noports.atserver.TestParty;

/**
 * A process whose SQLite file can't grow, as on a full disk: the system's limit on the size of its
 * files is lifted later, as room is made.
 */
class FullDiskTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String FULL_AT = "6000000";
  private static final String VALUE = "v".repeat(16_000);

  @TempDir Path directory;

  @Test
  void writesAreRefusedAtOnceReadsGoOnAndSoDoWritesOnceThereIsRoom() throws Exception {
    String storage = "sqlite:" + directory.resolve("store");
    Path data = directory.resolve("data");
    TestParty alice;
    try (AtServerHost setUp =
        AtServerHost.start(SharedDatabase.config(data, "127.0.0.1", storage, 0))) {
      alice = TestParty.activate(setUp, "@alice");
    }
    List<String> command = new ArrayList<>(List.of("prlimit", "--fsize=" + FULL_AT + ":unlimited"));
    command.addAll(
        ChildJava.command(NodeProgram.class, data.toString(), "127.0.0.1", storage, "0"));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    try {
      assertThat(process.inputReader().readLine()).isEqualTo("ready");
      List<String> taken = new ArrayList<>();
      try (TestConnection owner = alice.login()) {
        String answer = write(owner, taken);
        while (answer.startsWith("data:") && taken.size() < 2_000) {
          answer = write(owner, taken);
        }
        assertThat(answer).startsWith("error:AT0002-");
      }
      assertThat(write(alice, taken)).startsWith("error:AT0002-");
      assertThatAllAreThere(alice, taken);

      prlimit("--pid", String.valueOf(process.pid()), "--fsize=unlimited:unlimited");
      await().atMost(PATIENCE).until(() -> write(alice, taken).startsWith("data:"));
      assertThatAllAreThere(alice, taken);
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  private static String write(TestParty party, List<String> taken) {
    try (TestConnection owner = party.login()) {
      return write(owner, taken);
    }
  }

  /** Writes one more value and remembers it if it was taken. */
  private static String write(TestConnection owner, List<String> taken) {
    String key = "fill" + taken.size() + ".ns@alice";
    String answer = owner.ask("update:" + key + " " + VALUE);
    if (answer.startsWith("data:")) {
      taken.add(key);
    }
    return answer;
  }

  private static void assertThatAllAreThere(TestParty party, List<String> keys) {
    try (TestConnection owner = party.login()) {
      for (String key : keys) {
        assertThat(owner.data("llookup:" + key)).isEqualTo(VALUE);
      }
    }
  }

  private static void prlimit(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("prlimit"));
    command.addAll(List.of(arguments));
    assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
  }
}
