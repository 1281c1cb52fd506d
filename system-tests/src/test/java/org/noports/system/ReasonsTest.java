package org.noports.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a user is told when a session can't be had: for each reason that people meet a line of its
 * own that ends with what to do, and exit code 1.
 */
class ReasonsTest {
  private static final Duration LIMIT = Duration.ofSeconds(90);

  @TempDir private static Path directory;
  private static PrivateSystem system;
  private static WebService web;
  private static RunningProgram nptRelayOff;
  private static RunningProgram sshnpRelayOff;
  private static RunningProgram doctorRelayOff;

  @BeforeAll
  static void start() throws Exception {
    web = WebService.start();
    system = new PrivateSystem(directory);
    system.up("--atsign", "@client,@stranger,@idle,@device,@second,@gone");
    system.sshnpd("localhost:22,localhost:1,localhost:" + web.port());
    // Both wait for their time limits, beside the tests.
    nptRelayOff = start(npt("-r", "@idle"));
    sshnpRelayOff = sshnp("-d", "my_device", "-r", "@idle");
    RunningProgram killed = system.start("srvd", "-a", "@gone", "-i", "127.0.0.1");
    killed.awaitLine("srvd is ready", PrivateSystem.START_LIMIT);
    killed.kill();
    List<String> examined = new ArrayList<>(List.of("doctor", "client"));
    examined.addAll(
        List.of("-a", "@client", "-r", "@gone", "-t", "@device", "-d", "my_device", "-p", "22"));
    doctorRelayOff = system.start("noports", examined.toArray(String[]::new));
  }

  @AfterAll
  static void close() throws IOException {
    system.close();
    web.close();
  }

  /** The words of npt to the web service, of which later ones win. */
  private static List<String> npt(String... more) {
    return npt(web.port(), more);
  }

  private static List<String> npt(int port, String... more) {
    List<String> words = new ArrayList<>(List.of("-p", String.valueOf(port)));
    words.addAll(nptWithoutPort(more));
    return words;
  }

  private static List<String> nptWithoutPort(String... more) {
    List<String> words =
        new ArrayList<>(
            List.of("-f", "@client", "-t", "@device", "-r", "@relay", "-d", "my_device"));
    words.addAll(List.of(more));
    return words;
  }

  private static RunningProgram start(List<String> words) throws IOException {
    return system.start("npt", words.toArray(String[]::new));
  }

  /** The line a failed run ends with. */
  private static String reason(RunningProgram failed) throws InterruptedException {
    assertThat(failed.awaitExit(LIMIT)).as(failed.err()).isEqualTo(1);
    assertThat(failed.out()).isEmpty();
    assertThat(failed.err()).doesNotContain("\tat ").doesNotContain("Exception:");
    return failed.err().lines().reduce("", (before, line) -> line);
  }

  @Test
  void everyReasonHasALineOfItsOwnAndANextStep() throws Exception {
    RunningProgram daemonOff = start(npt("-t", "@stranger", "-d", "other", "--dpt", "3"));
    RunningProgram refusing =
        system.start("srvd", "-a", "@stranger", "-i", "127.0.0.1", "-m", "@boss");

    assertThat(reason(start(npt("-d", "my_devise", "--dpt", "3"))))
        .contains("device my_devise of @device did not answer @client within 3 s")
        .endsWith("@device shares no device of that name with @client, but my_device: correct -d");
    assertThat(reason(start(npt("-f", "@stranger"))))
        .contains("Device my_device of @device does not let @stranger in: @stranger is not in")
        .endsWith("ask whoever runs it");
    assertThat(reason(start(npt(2))))
        .contains("Error response from device daemon: Connection to localhost:2 denied")
        .endsWith(
            "have it permitted there with --permit-open, or choose another: localhost:22"
                + " localhost:1 localhost:"
                + web.port());
    assertThat(reason(start(npt("-k", "/nonexistent/@client_key.atKeys"))))
        .isEqualTo(
            "Error : no keys file of @client at /nonexistent/@client_key.atKeys; activate or enrol"
                + " it with at_activate, or name its file with -k");
    assertThat(reason(start(npt("-t", "@nobody"))))
        .contains("@nobody")
        .containsAnyOf("not known", "unknown", "no such", "does not know");
    assertThat(reason(start(nptWithoutPort("-W", "localhost:1"))))
        .contains("localhost:1 : the device cannot reach the service: the connection was refused");

    refusing.awaitLine("srvd is ready", PrivateSystem.START_LIMIT);
    assertThat(reason(start(npt("-r", "@stranger"))))
        .contains("The relay @stranger refused the session: Only the managers of this relay")
        .endsWith("ask its operator or choose another with -r");
    assertThat(reason(daemonOff))
        .contains("device other of @stranger did not answer")
        .contains("@stranger shares no device with @client: check that sshnpd runs there");
    assertThat(reason(nptRelayOff))
        .contains("Connection timeout to srvd @idle service: no answer to @client within 20 s")
        .endsWith("check it or choose another with -r");
  }

  /** The reasons of sshnp, whose service is the device's sshd; all are waited for together. */
  @Test
  void sshnpTellsEachReasonWithANextStepToo() throws Exception {
    device("without_sshd", "localhost:1", "--local-sshd-port", "1");
    device("closed", "localhost:" + web.port());
    RunningProgram refusing =
        system.start("srvd", "-a", "@second", "-i", "127.0.0.1", "-m", "@boss");
    refusing.awaitLine("srvd is ready", PrivateSystem.START_LIMIT);
    RunningProgram daemonOff = sshnp("-t", "@stranger", "-d", "other", "--dpt", "3");
    RunningProgram wrongName = sshnp("-d", "my_devise", "--dpt", "3");
    RunningProgram notAllowed = sshnp("-f", "@stranger", "-d", "my_device");
    RunningProgram notPermitted = sshnp("-t", "@second", "-d", "closed");
    RunningProgram notListening = sshnp("-t", "@second", "-d", "without_sshd");
    RunningProgram relayRefused = sshnp("-d", "my_device", "-r", "@second");
    RunningProgram keysMissing = sshnp("-d", "my_device", "-k", "/nowhere/x.atKeys");
    List<String> words = new ArrayList<>(List.of("--net", "--", "sshnp"));
    words.addAll(SSHNP);
    words.addAll(List.of("-d", "my_device"));
    RunningProgram networkDown = system.start("unshare", words.toArray(String[]::new));

    List<String> reasons = new ArrayList<>();
    reasons.add(told(wrongName, "my_devise of @device did not answer", "correct -d"));
    reasons.add(
        told(daemonOff, "other of @stranger did not answer", "check that sshnpd runs there"));
    reasons.add(told(notAllowed, "does not let @stranger in", "ask whoever runs it"));
    reasons.add(told(notPermitted, "localhost:22", "permit"));
    reasons.add(told(notListening, "localhost:1 (Connection refused)", "start the service there"));
    refusing.awaitLine("SHOUT.*Session \\S+ for @client is denied", LIMIT);
    reasons.add(
        told(relayRefused, "The relay @second refused the session", "choose another with -r"));
    reasons.add(told(keysMissing, "no keys file of @client at /nowhere/x.atKeys", "at_activate"));
    reasons.add(told(networkDown, "this machine has no network", "check the network"));
    reasons.add(told(sshnpRelayOff, "Connection timeout to srvd @idle service", "another with -r"));
    assertThat(reasons).doesNotHaveDuplicates();
  }

  private static final List<String> SSHNP =
      List.of("-f", "@client", "-t", "@device", "-r", "@relay", "-u", "nobody", "-x");

  private static RunningProgram sshnp(String... more) throws IOException {
    List<String> words = new ArrayList<>(SSHNP);
    words.addAll(List.of(more));
    return system.start("sshnp", words.toArray(String[]::new));
  }

  private static void device(String name, String permitted, String... more) throws IOException {
    List<String> words =
        new ArrayList<>(List.of("-a", "@second", "-m", "@client", "-d", name, "--po", permitted));
    words.addAll(List.of(more));
    system
        .start("sshnpd", words.toArray(String[]::new))
        .awaitLine("sshnpd is ready", PrivateSystem.START_LIMIT);
  }

  /** The reason, which names what it is about and says what to do. */
  private static String told(RunningProgram failed, String what, String next)
      throws InterruptedException {
    String reason = reason(failed);
    assertThat(reason).startsWith("Error : ").contains(what).contains(next);
    return reason;
  }

  @Test
  void theDoctorFindsARelayWhoseProcessWasKilled() throws Exception {
    assertThat(doctorRelayOff.awaitExit(LIMIT)).as(doctorRelayOff.err()).isEqualTo(1);
    assertThat(doctorRelayOff.out())
        .containsPattern(
            "\nWRONG +relay +Connection timeout to srvd @gone service: .*; to mend it: the relay is"
                + " off");
  }

  @Test
  void aServiceThatIsNotThereIsToldWhenSomebodyConnects() throws Exception {
    try (RunningProgram npt = start(npt(1))) {
      try (Socket socket = new Socket("localhost", PrivateSystem.localPort(npt))) {
        socket.getOutputStream().write('x');
        npt.awaitLine(
            "Error : localhost:1 at device my_device of @device gave no connection: .*"
                + "connection was refused; start the service there, or choose another",
            PrivateSystem.START_LIMIT);
      }
    }
  }

  @Test
  void withoutANetworkThatIsSaid() throws Exception {
    List<String> words = new ArrayList<>(List.of("--net", "--", "npt"));
    words.addAll(npt());
    RunningProgram npt = system.start("unshare", words.toArray(String[]::new));

    assertThat(reason(npt))
        .contains("the atDirectory at ")
        .contains("cannot be reached: this machine has no network")
        .endsWith("check the network and --root-server");
  }

  @Test
  void aDaemonThatWasSwitchedOffIsTold() throws Exception {
    RunningProgram gone =
        system.start(
            "sshnpd", "-a", "@idle", "-m", "@client", "-d", "gone", "--po", "localhost:22");
    gone.awaitLine("sshnpd is ready", PrivateSystem.START_LIMIT);
    await().atMost(LIMIT).until(() -> devicesOf("@idle").contains("\"gone\""));
    gone.kill();

    assertThat(reason(start(npt("-t", "@idle", "-d", "gone", "--dpt", "3"))))
        .contains("device gone of @idle did not answer @client within 3 s")
        .endsWith("it is known to @client, so sshnpd is off there or has no network: start it");
  }

  /** What the daemon shares, it shares after it is ready. */
  private static String devicesOf(String daemon) throws Exception {
    RunningProgram listing = system.start("sshnp", "-f", "@client", "-t", daemon, "--ls", "--json");
    assertThat(listing.awaitExit(LIMIT)).as(listing.err()).isZero();
    return listing.out();
  }
}
