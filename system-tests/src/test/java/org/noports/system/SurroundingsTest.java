package org.noports.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What programs are run in: other languages, terminals, streams that nobody reads or that are
 * closed, homes that can't be written to, and readers that are programs.
 */
class SurroundingsTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir private static Path directory;
  private static PrivateSystem system;
  private static WebService web;

  @BeforeAll
  static void start() throws Exception {
    web = WebService.start();
    system = new PrivateSystem(directory);
    system.up();
    system.sshnpd("localhost:" + web.port());
  }

  @AfterAll
  static void close() throws IOException {
    system.close();
    web.close();
  }

  /** The script in a shell of its own; $NPT are the words of npt, $WEB the port it may reach. */
  private static RunningProgram shell(String script) throws IOException {
    String npt = "NPT=npt -f @client -t @device -r @relay -d my_device";
    return system.start("env", npt, "WEB=" + web.port(), "sh", "-c", script);
  }

  private static String lastLine(RunningProgram ended) {
    return ended.err().lines().reduce("", (before, line) -> line);
  }

  /** cli.md 6.3: installers look for {@code returning [0-9]+}. */
  @Test
  void numbersHaveTheSameDigitsInEveryLanguage() throws Exception {
    RunningProgram status =
        system.start(
            "env",
            "JAVA_TOOL_OPTIONS=-Duser.language=ar -Duser.country=EG",
            "at_activate",
            "status",
            "-a",
            "@client");

    assertThat(status.awaitExit(LIMIT)).as(status.err()).isZero();
    assertThat(status.err()).contains("returning 0: ");
  }

  @Test
  void aResultThatCannotBeWrittenIsAFailureAndLeavesNoSession() throws Exception {
    RunningProgram full = shell("$NPT -p $WEB -x >/dev/full; echo code $? >&2");

    assertThat(full.awaitExit(LIMIT)).isZero();
    assertThat(full.err())
        .contains("Error : Cannot write the result to stdout")
        .endsWith("code 1\n");

    RunningProgram version = shell("npt --version >/dev/full");
    assertThat(version.awaitExit(LIMIT)).isEqualTo(1);
    assertThat(version.err()).isEqualTo("Error : the result could not be written to stdout\n");
  }

  @Test
  void closedStreamsAreNoFilesOfTheProgram() throws Exception {
    RunningProgram closed = shell("$NPT -p $WEB -T 1s <&- >&- 2>&-");

    assertThat(closed.awaitExit(LIMIT)).isZero();
    assertThat(closed.out() + closed.err()).isEmpty();
  }

  @Test
  void withoutAHomeThatCanBeWrittenToEverythingWorks() throws Exception {
    RunningProgram npt = shell("HOME=/proc/nowhere exec $NPT -p $WEB -q -x");

    assertThat(npt.awaitExit(LIMIT)).as(npt.err()).isZero();
    assertThat(npt.err()).isEmpty();
    assertThat(WebService.ask(Integer.parseInt(npt.out().strip()), "/home", ""))
        .startsWith(WebService.body("/home"));
  }

  /** What is written at a terminal, whose lines end with carriage returns. */
  private static String atATerminal(String environment, String words) throws Exception {
    Path typescript = directory.resolve("typescript");
    Files.deleteIfExists(typescript);
    RunningProgram script =
        shell(
            "export %s; exec script -q -e -f -c \"$NPT %s\" %s </dev/null"
                .formatted(environment, words, typescript));
    assertThat(script.awaitExit(LIMIT)).isEqualTo(1);
    return Files.readString(typescript);
  }

  @Test
  void atATerminalAnErrorStandsOnALineOfItsOwn() throws Exception {
    assertThat(atATerminal("TERM=xterm", "-p 1"))
        .contains("Waiting for response from the device daemon\033[?7h\r\033[2KError : ");
  }

  @Test
  void aTerminalThatCannotRewriteALineIsGivenWholeOnes() throws Exception {
    assertThat(atATerminal("TERM=dumb", "-p 1"))
        .doesNotContain("\033")
        .contains("daemon\r\nError : ");
    assertThat(atATerminal("TERM=xterm NO_COLOR=1", "-p 1")).doesNotContain("\033");
  }

  @Test
  void programsAreToldOfFailuresAsEvents() throws Exception {
    RunningProgram refused = shell("$NPT --json -p 1");
    assertThat(refused.awaitExit(LIMIT)).isEqualTo(1);
    List<String> lines = new ArrayList<>(refused.err().lines().toList());
    String error = lines.removeLast();
    assertThat(lines).allMatch(line -> line.startsWith("{") && line.endsWith("}"));
    assertThat(error).startsWith("Error : ").contains("permit");
    assertThat(lines.getLast())
        .contains("\"event\":\"failed\",\"reason\":\"" + error.substring("Error : ".length()));
    assertThat(refused.err()).contains("\"service\":\"localhost:1\",\"state\":\"down\"");

    RunningProgram withoutKeys = shell("$NPT -p $WEB --json -k /nowhere/x.atKeys");
    assertThat(withoutKeys.awaitExit(LIMIT)).isEqualTo(1);
    assertThat(withoutKeys.err()).contains("\"event\":\"failed\",\"reason\":\"no keys file");
    assertThat(lastLine(withoutKeys)).startsWith("Error : no keys file");
  }
}
