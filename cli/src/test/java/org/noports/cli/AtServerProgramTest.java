package org.noports.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.noports.cli.output.StopSignal;
import org.noports.cli.output.Terminal;

/** {@code noports atserver} and {@code noports atdirectory} in their operator's hands. */
class AtServerProgramTest {
  @TempDir Path directory;

  /** A program that runs until it is asked to stop. */
  private static final class Running implements AutoCloseable {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final StopSignal stop = new StopSignal();
    private final Thread thread;

    Running(String... words) {
      PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
      Terminal terminal =
          new Terminal(
              stream,
              stream,
              Map.of("HOME", "/nonexistent"),
              InstantSource.system(),
              ZoneId.of("UTC"),
              stop);
      thread = Thread.ofVirtual().name("program").start(() -> new Programs(terminal).run(words));
      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(() -> assertThat(printed()).contains(" is ready: "));
    }

    String printed() {
      return out.toString(StandardCharsets.UTF_8);
    }

    String find(String regex) {
      Matcher matcher = Pattern.compile(regex).matcher(printed());
      assertThat(matcher.find()).as(printed()).isTrue();
      return matcher.group();
    }

    @Override
    public void close() {
      stop.closeAll();
      thread.interrupt();
      await().atMost(Duration.ofSeconds(30)).until(() -> !thread.isAlive());
    }
  }

  /** The body of a page that is there: any status but 200 is an exception. */
  private static String get(String url) throws IOException {
    try (InputStream body = URI.create(url).toURL().openStream()) {
      return new String(body.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void atSignsAreAddedListedAndRemovedWhileItServesAndFiguresAreTold()
      throws IOException, InterruptedException {
    Path config = directory.resolve("server.yaml");
    Files.writeString(
        config,
        """
        atsigns: ["@alice"]
        storage:
          dir: %s
        runtime:
          metrics: 127.0.0.1:0
        limits:
          connections-per-atsign: 50
        """
            .formatted(directory.resolve("data")));
    String data = directory.resolve("data").toString();
    try (Running server = new Running("atserver", "--config", config.toString())) {
      assertThat(server.printed()).contains("at_activate onboard -a @alice -c \"$(cat ");
      assertThat(Harness.run("atserver", "--dir", data, "--add", "@bob").out())
          .startsWith("at_activate onboard -a @bob -c ");
      assertThat(Harness.run("atserver", "--dir", data, "--list").out())
          .matches("@alice localhost:\\d+\n@bob localhost:\\d+\n");
      String url = server.find("http://127.0.0.1:\\d+");
      assertThat(get(url + "/health")).isEqualTo("{\"status\":\"serving\",\"atSigns\":2}");
      assertThat(get(url + "/metrics"))
          .contains(
              "noports_atserver_atsigns 2.0", "noports_atserver_commands_total{verb=\"pkam\"}");
      assertThat(Harness.run("atserver", "--dir", data, "--remove", "@bob").code()).isZero();
      Path backup = directory.resolve("backup.db");
      assertThat(Harness.run("atserver", "--dir", data, "--backup", backup.toString()).code())
          .isZero();
      assertThat(backup).isNotEmptyFile();
      assertThat(
              Harness.run("atserver", "--dir", data, "--backup", backup.toString()).lastErrLine())
          .contains("exists already");
      Harness.Outcome again = Harness.run("atserver", "--dir", data, "--remove", "@bob");
      assertThat(again.code()).isEqualTo(1);
      assertThat(again.lastErrLine()).isEqualTo("Error : @bob is not served here");
    }
    assertThat(Harness.run("atserver", "--dir", data, "--list").lastErrLine())
        .startsWith("Error : No atservers run on ");
  }

  @Test
  void howToBackUpPostgresqlIsTold() {
    Harness.Outcome told =
        Harness.run(
            "atserver",
            "--dir",
            directory.toString(),
            "--storage",
            "postgresql://me@127.0.0.1:5433/db",
            "--backup",
            "x.dump");
    assertThat(told.code()).isEqualTo(1);
    assertThat(told.lastErrLine()).contains("pg_dump --format=custom", "--file=x.dump");
  }

  @Test
  void whatDoesNotFitTogetherIsToldInOneLine() {
    assertThat(Harness.run("atserver", "--add", "@a", "--list").lastErrLine())
        .isEqualTo("Error : --add, --remove, --list and --backup are given one at a time");
    assertThat(Harness.run("atserver", "--dir", directory.toString(), "--cert", "x").lastErrLine())
        .isEqualTo("Error : --cert and --key belong together");
  }

  @Test
  void aDirectoryAloneTellsWhatItsFileHoldsAndLooksAtItAgain()
      throws IOException, InterruptedException {
    Path entries = directory.resolve("entries");
    Files.writeString(entries, "@alice 127.0.0.1:1 # one of ours\n");
    try (Running program =
        new Running(
            "atdirectory",
            "--dir",
            directory.toString(),
            "--entries",
            entries.toString(),
            "--port",
            "0",
            "--metrics",
            "0")) {
      String url = program.find("http://[0-9.]+:\\d+");
      assertThat(get(url + "/health")).isEqualTo("{\"status\":\"serving\",\"entries\":1}");
      String root = program.find("localhost:\\d+");
      String ca = program.find("(?<=trust ).*");
      assertThat(status("@alice", root, ca)).as("found, but nobody there").isEqualTo(2);
      assertThat(status("@carol", root, ca)).as("not found").isEqualTo(3);
      Files.writeString(entries, "@carol 127.0.0.1:1\n@alice 127.0.0.1:1\n");
      assertThat(status("@carol", root, ca)).isEqualTo(2);
    }
  }

  /** How far the atSign is from being usable, as {@code at_activate} says it. */
  private int status(String atSign, String root, String ca) {
    return Harness.run(
            Map.of("HOME", directory.toString(), "USER", "tester"),
            "at_activate",
            "status",
            "-a",
            atSign,
            "-r",
            root,
            "--ca-file",
            ca)
        .code();
  }
}
