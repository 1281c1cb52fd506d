package org.noports.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A further machine gets keys of its own, as the documents show it (cli.md 6, 16, 21.6). */
class EnrollmentTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir private static Path directory;
  private static PrivateSystem system;

  @BeforeAll
  static void start() throws Exception {
    system = new PrivateSystem(directory);
    system.atServer();
    system.activate("@device");
  }

  @AfterAll
  static void close() {
    system.close();
  }

  private static RunningProgram activate(String command, String... more) throws Exception {
    List<String> words = new ArrayList<>(List.of(command, "-a", "@device"));
    words.addAll(List.of(more));
    return system.start("at_activate", words.toArray(String[]::new));
  }

  private static String out(int code, String command, String... more) throws Exception {
    RunningProgram program = activate(command, more);
    assertThat(program.awaitExit(LIMIT)).as(program.err()).isEqualTo(code);
    return program.out();
  }

  private static RunningProgram enroll(String passcode, String device, Path keys) throws Exception {
    return activate(
        "enroll",
        "-s",
        passcode,
        "-p",
        "noports",
        "-k",
        keys.toString(),
        "-d",
        device,
        "-n",
        "\"sshnp:rw,sshrvd:rw\"");
  }

  private static String id(RunningProgram enroll) {
    return enroll.awaitLine("^Enrollment ID: ([0-9a-f-]{36})$", LIMIT).group(1);
  }

  @Test
  void aPasscodeARequestAndAnApprovalGiveAKeysFileThatWorksUntilItIsRevoked() throws Exception {
    String passcode = out(0, "otp").strip();
    assertThat(passcode).matches("[A-Z0-9]{6}");
    Path keys = directory.resolve("second_key.atKeys");
    RunningProgram enroll = enroll(passcode, "my_host", keys);
    String id = id(enroll);
    assertThat(out(0, "list", "-s", "pending"))
        .startsWith("Found 1 matching enrollment records\nEnrollment ID  ")
        .contains(id + "   pending    noports              my_host ")
        .contains("{sshnp: rw, sshrvd: rw}");
    assertThat(out(0, "approve", "--arx", "noports", "--drx", "my_host"))
        .startsWith(
            "Approving enrollmentId %s with appName \"noports\" and deviceName \"my_host\"\n"
                .formatted(id))
        .contains("Server response: data:{")
        .contains("approved");
    assertThat(enroll.awaitExit(LIMIT)).as(enroll.err()).isZero();
    assertThat(enroll.out())
        .isEqualTo(
            "Enrollment ID: %s\n[Success] Your .atKeys file saved at %s\n".formatted(id, keys));
    assertThat(enroll.err())
        .containsSubsequence(
            "Submitting enrollment request",
            "Waiting for approval; will check every 10 seconds",
            "Checking ... ",
            " approved.",
            "Creating atKeys file");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(keys)))
        .isEqualTo("rw-------");
    assertThat(doctor(keys)).isZero();

    RunningProgram again = enroll(passcode, "my_host", keys);
    assertThat(again.awaitExit(LIMIT)).isEqualTo(1);
    assertThat(again.err()).contains("Error : atKeys file " + keys + " already exists");

    assertThat(out(0, "fetch", "-i", id)).startsWith("Fetched enrollment OK: {");
    assertThat(out(0, "revoke", "-i", id)).startsWith("Revoking enrollmentId " + id);
    assertThat(doctor(keys)).isEqualTo(1);
    assertThat(out(0, "unrevoke", "--drx", "my_host")).startsWith("Un-Revoking enrollmentId " + id);
    assertThat(doctor(keys)).isZero();
    assertThat(out(0, "revoke", "-D", "my_host")).contains(id);
    assertThat(out(0, "delete", "-i", id)).startsWith("Sending delete request\nServer response: ");
  }

  private static int doctor(Path keys) throws Exception {
    return system
        .start("noports", "doctor", "client", "-a", "@device", "-k", keys.toString())
        .awaitExit(LIMIT);
  }

  @Test
  void aDeniedOneAndAWrongPasscodeEndWithOneAndNothingMatchingWithZero() throws Exception {
    assertThat(out(0, "spp", "-s", "CODE1234")).isEqualTo("Server response: data:ok\n");
    RunningProgram wrong = enroll("WRONG1", "other", directory.resolve("wrong.atKeys"));
    assertThat(wrong.awaitExit(LIMIT)).isEqualTo(1);
    assertThat(wrong.err())
        .contains("Error : the passcode does not serve (")
        .endsWith("have another made with at_activate otp -a @device\n");
    assertThat(activate("fetch", "-i", "nowhere").awaitExit(LIMIT)).isEqualTo(1);
    RunningProgram denied = enroll("CODE1234", "denied", directory.resolve("denied.atKeys"));
    assertThat(out(0, "deny", "-i", id(denied))).startsWith("Denying enrollmentId ");
    assertThat(denied.awaitExit(LIMIT)).isEqualTo(1);
    assertThat(denied.err()).contains("[Fatal] The enrollment: ", " is denied");
    assertThat(directory.resolve("denied.atKeys")).doesNotExist();

    RunningProgram none = activate("approve", "--drx", "nowhere");
    assertThat(none.awaitExit(LIMIT)).isZero();
    assertThat(none.err()).contains("No matching enrollment(s) found");
    out(1, "approve", "--drx", "nowhere", "--strict");
  }
}
