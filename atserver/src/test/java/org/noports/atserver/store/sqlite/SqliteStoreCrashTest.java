package org.noports.atserver.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.noports.atserver.ChildJava;
import org.noports.atserver.store.CommitEntry;
import org.noports.atserver.store.Store;
import org.noports.atserver.store.StoredNotification;
import org.noports.protocol.name.AtSign;

/** A process that dies by SIGKILL between two instructions loses nothing it had acknowledged. */
class SqliteStoreCrashTest {
  private static final AtSign ALICE = AtSign.of("@alice");
  private static final AtSign BOB = AtSign.of("@bob");
  private static final int ENOUGH = 300;

  @TempDir Path directory;

  @Test
  @Timeout(60)
  void nothingAcknowledgedIsLostWhenTheProcessIsKilled() throws Exception {
    Path file = directory.resolve("store.db");
    List<String> acknowledged = new ArrayList<>();
    for (String run : List.of("first", "second")) {
      acknowledged.addAll(writeUntilKilled(file, run));
    }

    try (Store store = SqliteStore.open(file, InstantSource.system())) {
      Set<String> queued =
          store.queued(ALICE, BOB, Integer.MAX_VALUE).stream()
              .map(StoredNotification::id)
              .collect(Collectors.toSet());
      Set<String> logged =
          store.commitEntries(ALICE, 0, Integer.MAX_VALUE).stream()
              .map((CommitEntry entry) -> entry.key() + " " + entry.id())
              .collect(Collectors.toSet());
      for (String line : acknowledged) {
        String name = line.substring(0, line.indexOf(' '));
        String id = line.substring(line.indexOf(' ') + 1);
        assertThat(store.get(ALICE, name + "@alice")).as(name).isNotNull();
        assertThat(queued).contains(name);
        assertThat(logged).contains(name + "@alice " + id);
      }
    }
  }

  private static List<String> writeUntilKilled(Path file, String run)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(ChildJava.command(AcknowledgedWrites.class, file.toString(), run))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    List<String> acknowledged = new ArrayList<>();
    try (BufferedReader lines = process.inputReader()) {
      while (acknowledged.size() < ENOUGH) {
        String line = lines.readLine();
        assertThat(line).as("the writing process ended early").isNotNull();
        acknowledged.add(line);
      }
      process.destroyForcibly();
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.contains(" ")) {
          acknowledged.add(line);
        }
      }
    } catch (IOException e) {
      // The pipe of a killed process may end with an error; what was read before counts.
      assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(ENOUGH);
    } finally {
      process.destroyForcibly();
      assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }
    // The last line may have been cut in the middle of a number.
    acknowledged.removeLast();
    return acknowledged;
  }
}
