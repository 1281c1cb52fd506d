package org.noports.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lines that people and programs look for in what the programs print (cli.md 1, 3.4 and 4). */
class WordsOfProgramsTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir private static Path directory;
  private static PrivateSystem system;
  private static WebService web;
  private static RunningProgram up;
  private static RunningProgram sshnpd;

  @BeforeAll
  static void start() throws Exception {
    web = WebService.start();
    system = new PrivateSystem(directory);
    up = system.up("--atsign", "@client,@device,@policy");
    sshnpd = system.sshnpd("localhost:" + web.port(), "-p", "@policy", "--no-strict", "-v");
  }

  @AfterAll
  static void close() throws IOException {
    system.close();
    web.close();
  }

  @Test
  void theDaemonsLogHasItsMarks() {
    sshnpd.awaitLine("Sending heartbeat to policy service @policy", LIMIT);
    sshnpd.awaitLine("^INFO\\|\\S+ \\S+\\|\\w+\\|Done $", LIMIT);
    assertThat(sshnpd.err())
        .containsSubsequence(
            "|Starting heartbeat ",
            "|Subscribing to my_device\\.sshnp@ ",
            "|monitor started ",
            "|Done ");
  }

  @Test
  void theRelayTellsOfEverySessionWithoutBeingAsked() throws Exception {
    RunningProgram npt = system.npt(web.port(), "-T", "1s");
    assertThat(npt.awaitExit(LIMIT)).as(npt.err()).isZero();

    assertThat(up.err())
        .containsPattern("SHOUT\\|.*\\|New session request from @client \n")
        .containsPattern(
            "SHOUT\\|.*\\|Starting session \\S+ for @client to @device using ports \\(\\d+, \\d+\\) \n")
        .containsPattern(
            "SHOUT\\|.*\\|Sending response data for requested session \\S+ : \\[\\S+,\\d+,\\d+,\\S+] \n");
  }

  @Test
  void aSessionThatNobodyUsesEndsWellAndIsSaidToHaveEnded() throws Exception {
    RunningProgram npt = system.npt(web.port(), "-T", "1s");

    assertThat(npt.awaitExit(LIMIT)).isZero();
    assertThat(npt.out()).isEmpty();
    assertThat(npt.err())
        .containsPattern(" : npt is listening on localhost:\\d+\n")
        .endsWith(" : Session ended\n");
  }

  @Test
  void timeoutsThatAreNotAsGivenAreTold() throws Exception {
    RunningProgram never = system.npt(web.port(), "-T", "0");
    PrivateSystem.localPort(never);
    assertThat(never.err()).contains(" : Requested \"never\" timeout: set to 365 days\n");
    RunningProgram.signal(never, "INT");
    assertThat(never.awaitExit(LIMIT)).isEqualTo(1);

    RunningProgram kept = system.npt(web.port(), "-K");
    PrivateSystem.localPort(kept);
    assertThat(kept.err())
        .contains(
            " : Requested keep-alive without specifying a timeout: setting timeout to 24 hours\n");
    assertThat(kept.terminate()).isEqualTo(1);
  }
}
