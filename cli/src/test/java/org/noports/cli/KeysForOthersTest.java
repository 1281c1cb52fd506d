package org.noports.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.noports.cli.up.PrivateServers;
import org.noports.protocol.name.AtSign;

/** Further machines get keys without somebody who decides by hand, at a real atServer. */
class KeysForOthersTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir private static Path place;

  private static PrivateServers servers;
  private static Map<String, String> environment;

  @BeforeAll
  static void start() throws Exception {
    servers = TestServers.activated(place, AtSign.of("@alice"));
    environment = TestServers.environment(servers, place);
  }

  @AfterAll
  static void stop() {
    servers.close();
  }

  private static Harness.Outcome run(String... words) {
    return Harness.run(environment, words);
  }

  private static String passcode() {
    return run("at_activate", "otp", "-a", "@alice").out().strip();
  }

  private static RunningProgram enroll(String device) {
    return new RunningProgram(
        environment,
        "at_activate",
        "enroll",
        "-a",
        "@alice",
        "-s",
        passcode(),
        "-p",
        "noports",
        "-d",
        device,
        "-n",
        "sshnp:rw,sshrvd:rw",
        "-k",
        place.resolve(device + ".atKeys").toString());
  }

  private static void awaitText(RunningProgram program, String text) {
    await().atMost(LIMIT).untilAsserted(() -> assertThat(program.text()).contains(text));
  }

  private static Harness.Outcome doctor(Path keys) {
    return run("doctor", "client", "-a", "@alice", "-k", keys.toString());
  }

  @Test
  void autoApprovesWhatMatchesAsItComesUntilItsLimit() throws Exception {
    RunningProgram before = enroll("auto_before");
    awaitText(before, "Enrollment ID: ");
    RunningProgram auto =
        new RunningProgram(
            environment, "at_activate", "auto", "-a", "@alice", "-A", "^noports$", "-D", "^auto_");
    awaitText(auto, "Listening for new enrollment requests");
    RunningProgram other = enroll("other");
    awaitText(other, "Enrollment ID: ");
    RunningProgram wanted = enroll("auto_wanted");
    awaitText(wanted, "[Success] Your .atKeys file saved at ");
    awaitText(auto, "Approved 1 requests - limit was 1 - done.");
    assertThat(auto.text())
        .containsSubsequence(
            "Got enrollment request ID ",
            " with appName \"noports\" and deviceName \"auto_wanted\"",
            "Approving enrollment request which matched the regex filters (app: \"noports\" and"
                + " device: \"auto_wanted\" respectively)",
            "Approval successful.\n\tResponse: {")
        .doesNotContain("auto_before", "\"other\"");
    assertThat(doctor(place.resolve("auto_wanted.atKeys")).code()).isZero();

    Harness.Outcome existing =
        run(
            "at_activate",
            "auto",
            "-a@alice",
            "-Anoports",
            "-D^auto_before$",
            "--approve-existing");
    assertThat(existing.code()).as(existing.err()).isZero();
    awaitText(before, "[Success] Your .atKeys file saved at ");
    for (RunningProgram program : List.of(before, auto, other, wanted)) {
      program.end();
    }
  }

  @Test
  void autoWantsBothNamesAndAnExpressionThatIsOne() {
    assertThat(run("at_activate", "auto", "-a", "@alice", "-A", "x").lastErrLine())
        .isEqualTo("Error : Option drx is mandatory.");
    assertThat(run("at_activate", "auto", "-a", "@alice", "-A", "(", "-D", "x").lastErrLine())
        .startsWith("Error : Option --arx: ");
    assertThat(run("at_activate", "auto", "-a@alice", "-Ax", "-Dx", "-L", "0").lastErrLine())
        .isEqualTo("Error : Option --limit must be at least 1");
  }

  @Test
  void interactiveRunsOneCommandALineAndSurvivesThoseThatFail() {
    String typed =
        """
        help

        otp
          spp   -s   CODE9876
        onboard -c x
        spp -s x
        fetch -i nothing
        list --arx nobody
        list --such
        approve --help
        otp -e 1h
        """;
    Harness.Outcome outcome =
        Harness.typing(typed, environment, "at_activate", "interactive", "-a", "@alice");
    assertThat(outcome.code()).isZero();
    List<String> lines = new ArrayList<>(outcome.out().lines().toList());
    assertThat(lines).hasSize(5);
    assertThat(lines.getFirst()).matches("[A-Z0-9]{6}");
    assertThat(lines.get(1)).isEqualTo("Server response: data:ok");
    assertThat(lines.get(2)).isEqualTo("Found 0 matching enrollment records");
    assertThat(lines.getLast()).matches("[A-Z0-9]{6}");
    assertThat(outcome.err())
        .startsWith("$ otp, spp, list, ")
        .contains(
            "$ Error : 'onboard' is not a command here",
            "$ Error : SPP must be alphanumeric and 6 to 16 characters long",
            "$ Usage: at_activate approve|deny")
        .endsWith("$ ");
  }

  @Test
  void issuedKeysArriveAtTheMachineThatRunsThePrintedCommand() throws Exception {
    RunningProgram issue =
        new RunningProgram(environment, "issue-keys", "-a", "@alice", "-d", "laptop");
    awaitText(issue, "Waiting for its request");
    Matcher printed =
        Pattern.compile("noports activate '(@alice:enroll:otp:[A-Z0-9]{6}\\[:name:laptop\\])'")
            .matcher(issue.text());
    assertThat(printed.find()).as(issue.text()).isTrue();
    Path keys = place.resolve("issued.atKeys");
    Harness.Outcome activated = run("activate", printed.group(1), "-t", keys.toString());
    assertThat(activated.code()).as(activated.err()).isZero();
    assertThat(activated.out())
        .isEqualTo("[Success] Your .atKeys file saved at %s\n".formatted(keys));
    awaitText(issue, "Approved the request of laptop");
    assertThat(doctor(keys).code()).isZero();
    issue.end();

    Harness.Outcome again = run("activate", printed.group(1), "-t", keys.toString());
    assertThat(again.code()).isEqualTo(2);
    assertThat(again.lastErrLine()).endsWith("issued.atKeys already exists");
  }

  @Test
  void aRequestThatWaitsIsApprovedByTheNextIssueButNoneThatAsksForMore() throws Exception {
    String first = run("issue-keys", "-a", "@alice", "--generate").out();
    Matcher printed = Pattern.compile("'(@alice:enroll:otp:[A-Z0-9]{6})'").matcher(first);
    assertThat(printed.find()).as(first).isTrue();
    Path keys = place.resolve("waited.atKeys");
    RunningProgram waiting =
        new RunningProgram(environment, "activate", printed.group(1), "-t", keys.toString());
    awaitText(waiting, "not approved");
    Harness.Outcome next = run("issue-keys", "-a", "@alice");
    assertThat(next.code()).as(next.err()).isZero();
    assertThat(next.out()).isEmpty();
    awaitText(waiting, "[Success] Your .atKeys file saved at ");
    waiting.end();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "@alice:enroll:otp:AB12C",
        "@alice:cram:",
        "@alice",
        "alice:enroll:AB12CD",
        "@alice:enroll:otp:AB12CD:name:a b"
      })
  void whatIsNoActivationStringEndsWithOne(String text) {
    Harness.Outcome outcome = run("activate", text);
    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.lastErrLine()).startsWith("Error : the activation string is neither ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "@alice:enroll:otp:WRONG1",
        "@alice:enroll:otp:WRONG1[:name:laptop]",
        "@alice:enroll:otp:WRONG1[:name:laptop",
        "@alice:enroll:otp:WRONG1:name:laptop"
      })
  void everyReleasedFormIsReadAndAWrongPasscodeEndsWithTwo(String text) {
    Harness.Outcome outcome = run("activate", text, "-t", place.resolve("none").toString());
    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.err()).startsWith("Submitting enrollment request");
  }
}
