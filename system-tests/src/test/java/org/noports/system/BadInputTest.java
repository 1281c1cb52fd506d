package org.noports.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a user can get wrong: each has a line of its own on stderr, exit code 1 and no trace. */
class BadInputTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir private static Path directory;
  private static WebService web;
  private static PrivateSystem system;

  /** Waits for its time limit beside the others. */
  private static RunningProgram withoutRelay;

  @BeforeAll
  static void start() throws Exception {
    web = WebService.start();
    system = new PrivateSystem(directory);
    system.up("--atsign", "@client,@stranger,@device,@silent");
    system.sshnpd("localhost:" + web.port());
    withoutRelay = system.npt(web.port(), "-r", "@silent", "-q");
  }

  @AfterAll
  static void close() {
    try (PrivateSystem first = system;
        WebService second = web) {
      assertThat(first).isNotNull();
      assertThat(second).isNotNull();
    }
  }

  @Test
  void aKeysFileThatIsMissing() throws Exception {
    assertNptFails("/nowhere/@client_key.atKeys", "-k", "/nowhere/@client_key.atKeys");
  }

  /** Taking away the right to read would not stop a test that root runs; a loop of links does. */
  @Test
  void aKeysFileThatCannotBeRead() throws Exception {
    Path file = directory.resolve("loop.atKeys");
    Files.createSymbolicLink(file, file);

    assertNptFails("(?i)read.*loop.atKeys|loop.atKeys.*read", "-k", file.toString());
  }

  @Test
  void aKeysFileThatIsADirectory() throws Exception {
    Path file = Files.createDirectory(directory.resolve("folder.atKeys"));

    assertNptFails(file.toString(), "-k", file.toString());
  }

  @Test
  void aKeysFileOfAnotherAtSign() throws Exception {
    assertNptFails("@device", "-k", system.keysFile("@device").toString());
  }

  @Test
  void aKeysFileThatIsDamaged() throws Exception {
    Path file = copyOfClientKeys("damaged.atKeys");
    String text = Files.readString(file);
    Files.writeString(file, text.substring(0, text.length() / 2));

    assertNptFails(file.toString(), "-k", file.toString());
  }

  @Test
  void aLocalPortThatIsInUse() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = String.valueOf(taken.getLocalPort());
      assertNptFails(port, "-l", port);
    }
  }

  @Test
  void aClientAtSignNobodyKnows() throws Exception {
    Path keys = copyOfClientKeys("@nobody_key.atKeys");
    Files.writeString(keys, Files.readString(keys).replace("@client", "@nobody"));

    assertNptFails("@nobody", "-f", "@nobody", "-k", keys.toString());
  }

  @Test
  void aDaemonAtSignNobodyKnows() throws Exception {
    assertNptFails("@nobody", "-t", "@nobody", "--dpt", "3");
  }

  @Test
  void aDaemonThatIsOff() throws Exception {
    assertNptFails("@silent", "-t", "@silent", "--dpt", "2");
  }

  @Test
  void aDeviceNobodyServes() throws Exception {
    assertNptFails("other_device", "-d", "other_device", "--dpt", "2");
  }

  @Test
  void aRelayThatIsOff() throws Exception {
    assertOneLine(withoutRelay, "@silent");
  }

  @Test
  void aClientThatIsNoManager() throws Exception {
    assertNptFails("@device", "-f", "@stranger", "--dpt", "2");
  }

  @Test
  void aPortThatIsNotPermitted() throws Exception {
    assertNptFails("(?i)permit", "-p", "9");
  }

  @Test
  void anOptionNobodyKnows() throws Exception {
    RunningProgram npt = system.npt(web.port(), "--nonsense");

    assertThat(npt.awaitExit(LIMIT)).isEqualTo(1);
    assertThat(npt.out()).isEmpty();
    assertThat(npt.err()).startsWith("Version : ").endsWith("Unknown option: '--nonsense'\n");
  }

  @Test
  void aDirectoryThatIsNotThere() throws Exception {
    assertNptFails("127.0.0.1:9", "--root-server", "127.0.0.1:9");
  }

  @Test
  void aDirectoryOfAnotherAuthority() throws Exception {
    PrivateSystem other = new PrivateSystem(directory.resolve("other"));
    try (other) {
      other.atServer();
      Path otherCa = PrivateSystem.fileBelow(other.directory(), "ca.pem");
      assertNptFails("(?i)certificate|trust", "--ca-file", otherCa.toString());
    }
  }

  @Test
  void aFailureBehindDashXReachesTheUser() throws Exception {
    assertNptFails("(?i)permit", "-p", "9", "-x");
  }

  @Test
  void aRelayWithoutKeysFile() throws Exception {
    RunningProgram srvd =
        system.start("srvd", "-a", "@nobody", "-i", "127.0.0.1", "-k", "/nowhere/x.atKeys");

    assertOneLine(srvd, "/nowhere/x.atKeys");
  }

  @Test
  void aDaemonWithADamagedKeysFile() throws Exception {
    Path file = Files.writeString(directory.resolve("empty.atKeys"), "{}");
    RunningProgram sshnpd =
        system.start("sshnpd", "-a", "@device", "-m", "@client", "-k", file.toString());

    assertOneLine(sshnpd, file.toString());
  }

  @Test
  void aDaemonWaitsForItsKeysFile() throws Exception {
    Path file = directory.resolve("later.atKeys");
    RunningProgram sshnpd =
        system.start(
            "sshnpd", "-a", "@device", "-m", "@client", "-d", "late", "-k", file.toString());
    sshnpd.awaitLine("later.atKeys.*waiting for it", LIMIT);

    Files.copy(system.keysFile("@device"), directory.resolve("later.tmp"));
    Files.move(directory.resolve("later.tmp"), file);

    sshnpd.awaitLine("sshnpd is ready", LIMIT);
    assertThat(sshnpd.terminate()).isZero();
  }

  @Test
  void theStatusOfAnAtSignIsItsExitCode() throws Exception {
    assertThat(system.start("at_activate", "status", "-a", "@client").awaitExit(LIMIT)).isZero();
    RunningProgram unknown = system.start("at_activate", "status", "-a", "@nobody");
    assertThat(unknown.awaitExit(LIMIT)).isEqualTo(3);
    assertThat(unknown.err()).startsWith("returning 3: ");
    RunningProgram nowhere =
        system.start("at_activate", "status", "-a", "@client", "-r", "127.0.0.1:9");
    assertThat(nowhere.awaitExit(LIMIT)).isEqualTo(4);
  }

  @Test
  void anAtSignIsActivatedOnlyOnce() throws Exception {
    RunningProgram onboard =
        system.start(
            "at_activate", "-a", "@client", "-c", "00ff", "-k", directory + "/again.atKeys");

    assertThat(onboard.awaitExit(LIMIT)).isEqualTo(1);
    assertThat(onboard.err())
        .isEqualTo(
            """
            Connecting to secondary for @client... #[1/50]
            Error : atsign @client is already activated
            """);

    RunningProgram again = system.start("at_activate", "-a", "@client", "-c", "00ff");
    assertThat(again.awaitExit(LIMIT)).isEqualTo(1);
    assertThat(again.err())
        .contains("Error : atsign @client is already activated, and its keys file ");
    assertThat(directory.resolve("again.atKeys")).doesNotExist();
  }

  private static void assertNptFails(String regex, String... more) throws Exception {
    List<String> words = new ArrayList<>(List.of(more));
    words.add("-q");
    RunningProgram npt = system.npt(web.port(), words.toArray(String[]::new));
    assertOneLine(npt, regex);
  }

  private static void assertOneLine(RunningProgram program, String regex) throws Exception {
    assertThat(program.awaitExit(LIMIT)).isEqualTo(1);
    assertThat(program.out()).isEmpty();
    assertThat(program.err().lines()).hasSize(1);
    assertThat(program.err()).startsWith("Error : ").containsPattern(regex);
  }

  private static Path copyOfClientKeys(String name) throws IOException {
    return Files.copy(system.keysFile("@client"), directory.resolve(name));
  }
}
