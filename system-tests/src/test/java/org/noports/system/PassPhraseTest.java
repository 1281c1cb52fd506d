package org.noports.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A keys file with a pass phrase, at a terminal and without one. */
class PassPhraseTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String PHRASE = "correct horse battery";

  @TempDir private static Path directory;
  private static PrivateSystem system;
  private static EchoService echo;

  @BeforeAll
  static void start() throws Exception {
    echo = EchoService.start();
    system = new PrivateSystem(directory);
    system.atServer();
    Files.writeString(directory.resolve("phrase"), PHRASE + "\n");
    String secret = Files.readString(system.directory().resolve("activation/@client.cram")).strip();
    RunningProgram onboard =
        system.start(
            "at_activate",
            "onboard",
            "-a",
            "@client",
            "-c",
            secret,
            "--pass-phrase-file",
            phrase());
    assertThat(onboard.awaitExit(LIMIT)).as(onboard.err()).isZero();
    system.activate("@device", "@relay");
    system.srvd();
    system.sshnpd("localhost:" + echo.port());
  }

  @AfterAll
  static void close() throws IOException {
    system.close();
    echo.close();
  }

  private static String phrase() {
    return directory.resolve("phrase").toString();
  }

  @Test
  void withoutATerminalItIsToldWhatToDo() throws Exception {
    for (String background : new String[] {"-q", "-x"}) {
      RunningProgram npt = system.npt(echo.port(), background);
      assertThat(npt.awaitExit(LIMIT)).isEqualTo(1);
      assertThat(npt.err())
          .contains("@client in ")
          .contains("are protected by a pass phrase and nobody is at a terminal to type it;")
          .contains("name that with --pass-phrase-file");
    }
    RunningProgram wrong = system.npt(echo.port(), "-P", "wrong");
    assertThat(wrong.awaitExit(LIMIT)).isEqualTo(1);
    assertThat(wrong.err()).doesNotContain("Exception").contains("Error : ");
  }

  @Test
  void aFileWithItServes() throws Exception {
    try (RunningProgram npt = system.npt(echo.port(), "--pass-phrase-file", phrase())) {
      assertThat(PrivateSystem.localPort(npt)).isPositive();
    }
  }

  /** The background process gets it by a pipe: nobody sees it among the processes. */
  @Test
  void atATerminalItIsAskedForUnseenAndHandedToTheBackgroundProcess() throws Exception {
    Path screen = directory.resolve("screen");
    String command =
        ". %s; export NOPORTS_BUILD=never; npt -f @client -t @device -r @relay -d my_device -p %d -x -T 10s"
            .formatted(system.directory().resolve("env"), echo.port());
    Process terminal =
        new ProcessBuilder("script", "-qec", command, "/dev/null")
            .redirectOutput(screen.toFile())
            .redirectError(Redirect.DISCARD)
            .start();
    try {
      type(terminal, screen, 1, "wrong");
      type(terminal, screen, 2, PHRASE);
      assertThat(terminal.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
      assertThat(terminal.exitValue()).as(Files.readString(screen)).isZero();
      assertThat(Files.readString(screen))
          .contains("That is not the pass phrase.")
          .containsPattern("(?m)^[0-9]+\\s*$")
          .doesNotContain(PHRASE, "wrong");
      assertThat(commandLines()).contains("--in-background").doesNotContain(PHRASE);
    } finally {
      terminal.destroyForcibly();
    }
  }

  private static void type(Process terminal, Path screen, int question, String text)
      throws IOException {
    await()
        .atMost(LIMIT)
        .until(
            () -> Files.readString(screen).split("Pass phrase of @client", -1).length > question);
    terminal.getOutputStream().write((text + "\n").getBytes(StandardCharsets.UTF_8));
    terminal.getOutputStream().flush();
  }

  private static String commandLines() throws IOException {
    StringBuilder all = new StringBuilder();
    try (var processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
      for (Path process : processes) {
        try {
          all.append(Files.readString(process.resolve("cmdline"), StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
          all.append("[a process that has just ended]");
        }
      }
    }
    return all.toString();
  }
}
