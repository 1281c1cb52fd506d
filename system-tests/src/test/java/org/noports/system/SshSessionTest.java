package org.noports.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code sshnp} and what people run on top of it, with OpenSSH at both ends. */
class SshSessionTest {
  private static final Duration LIMIT = Duration.ofSeconds(90);
  private static final String EPHEMERAL = "sshnp_ephemeral_";

  @TempDir private static Path directory;
  private static PrivateSystem system;
  private static OpenSshServer sshd;
  private static RunningProgram sshnpd;
  private static Path home;
  private static Path authorizedKeys;

  @BeforeAll
  static void start() throws Exception {
    sshd = OpenSshServer.start(directory.resolve("sshd"));
    home = directory.resolve("home");
    authorizedKeys = home.resolve(".ssh/authorized_keys");
    Files.createDirectories(home.resolve(".ssh"));
    Files.createSymbolicLink(authorizedKeys, sshd.authorizedKeys());
    system = new PrivateSystem(directory);
    system.up();
    sshnpd = startDaemon();
  }

  @AfterAll
  static void close() {
    try (PrivateSystem first = system;
        OpenSshServer second = sshd) {
      assertThat(first).isNotNull();
      assertThat(second).isNotNull();
    }
  }

  private static RunningProgram startDaemon() throws Exception {
    RunningProgram daemon =
        system.start(
            "env",
            "HOME=" + home,
            "USER=" + System.getProperty("user.name"),
            "sshnpd",
            "-a",
            "@device",
            "-m",
            "@client",
            "-d",
            "my_device",
            "-s",
            "--po",
            "localhost:" + sshd.port(),
            "--local-sshd-port",
            String.valueOf(sshd.port()));
    daemon.awaitLine("sshnpd is ready", PrivateSystem.START_LIMIT);
    return daemon;
  }

  /** Runs a script in which {@code $SSHNP} begins a command line of sshnp. */
  private static RunningProgram script(String text) throws Exception {
    RunningProgram script =
        system.start(
            "env",
            "HOME=" + home,
            "SSHNP=sshnp -f @client -t @device -r @relay -d my_device --remote-sshd-port "
                + sshd.port(),
            "QUIET=" + String.join(" ", OpenSshServer.QUIET),
            "sh",
            "-eu",
            "-c",
            text);
    int code = script.awaitExit(LIMIT);
    assertThat(code).as(script.err()).isZero();
    return script;
  }

  @Test
  void thePrintedCommandWorksUnquotedAtOnceAndWithoutATerminal() throws Exception {
    RunningProgram run =
        script(
            "c=$($SSHNP -x -i %s 2>/dev/null); echo $c; $c $QUIET echo ok $((6 * 7))"
                .formatted(sshd.userKey()));

    List<String> lines = run.out().lines().toList();
    assertThat(lines).hasSize(2);
    assertThat(lines.getFirst())
        .matches(
            "ssh -p [0-9]+ -o StrictHostKeyChecking=accept-new -o IdentitiesOnly=yes %s -i %s"
                .formatted(OpenSshServer.target(), sshd.userKey()));
    assertThat(lines.getLast()).isEqualTo("ok 42");
  }

  @Test
  void theSessionEndsWithTheExitCodeOfSsh() throws Exception {
    RunningProgram run =
        script(
            "echo 'echo in; exit 7' | $SSHNP -i %s -o \"$QUIET\" -q || echo code $?"
                .formatted(sshd.userKey()));

    assertThat(run.out()).endsWith("in\ncode 7\n");
  }

  @Test
  void aFreshPublicKeyIsSentAndOpensTheDoor() throws Exception {
    Path fresh = directory.resolve("fresh");
    RunningProgram run =
        script(
            """
            ssh-keygen -q -t ed25519 -N '' -f %1$s
            for i in 1 2; do
              c=$($SSHNP -s -x -i %1$s 2>/dev/null)
              $c $QUIET echo ok
            done
            """
                .formatted(fresh));

    assertThat(run.out()).isEqualTo("ok\nok\n");
    assertThat(Files.readAllLines(authorizedKeys))
        .containsOnlyOnce(Files.readString(directory.resolve("fresh.pub")).strip());
  }

  @Test
  void anSshInAnotherServesWhereTheTunnelIsNotEncrypted() throws Exception {
    RunningProgram run =
        script(
            """
            for m in --no-et '--no-ad --no-et'; do
              c=$($SSHNP $m -x -i %s 2>/dev/null)
              $c $QUIET echo $m ok
            done
            """
                .formatted(sshd.userKey()));

    assertThat(run.out()).isEqualTo("--no-et ok\n--no-ad --no-et ok\n");
  }

  @Test
  void sshScpSftpRsyncAndGitShareOneTunnelAsProxyCommand() throws Exception {
    Path config =
        Files.writeString(
            directory.resolve("ssh_config"),
            """
            Host device
              HostName localhost
              Port %d
              User %s
              IdentityFile %s
              IdentitiesOnly yes
              BatchMode yes
              LogLevel ERROR
              UserKnownHostsFile /dev/null
              StrictHostKeyChecking no
              ProxyCommand $($SSHNP -x -i %s 2>/dev/null) $QUIET -W %%h:%%p
              ControlMaster auto
              ControlPath %s
              ControlPersist 60
            """
                .formatted(
                    sshd.port(),
                    System.getProperty("user.name"),
                    sshd.userKey(),
                    sshd.userKey(),
                    directory.resolve("cm")));
    RunningProgram run =
        script(
            """
            cd %1$s; mkdir work; cd work
            ssh -F %2$s device echo ssh
            head -c 3000000 /dev/urandom > sent
            scp -q -F %2$s sent device:$PWD/by-scp
            cmp sent by-scp; echo scp
            echo "put sent $PWD/by-sftp" | sftp -q -F %2$s -b - device >/dev/null
            cmp sent by-sftp; echo sftp
            rsync -e "ssh -F %2$s" sent device:$PWD/by-rsync
            cmp sent by-rsync; echo rsync
            git init -q --bare there.git
            git init -q here; cd here; cp ../sent .
            git add sent
            git -c user.name=t -c user.email=t@example.org commit -q -m one
            GIT_SSH_COMMAND="ssh -F %2$s" git push -q device:%1$s/work/there.git HEAD:main
            git -C ../there.git rev-parse -q --verify main >/dev/null; echo git
            ssh -q -F %2$s -O exit device
            """
                .formatted(directory, config));

    assertThat(run.out()).isEqualTo("ssh\nscp\nsftp\nrsync\ngit\n");
    assertThat(sshnpd.err()).doesNotContain("refused");
  }

  @Test
  void aCrashedDaemonLeavesNoEphemeralKeyOnceItRunsAgain() throws Exception {
    List<String> before = keysThatStay();
    script("$SSHNP --no-et -x -q -i %s".formatted(sshd.userKey()));
    sshnpd.kill();
    assertThat(Files.readString(authorizedKeys)).contains(EPHEMERAL);

    // As if the machine had been off for a while: younger ones may be another daemon's.
    Files.setLastModifiedTime(
        sshd.authorizedKeys(), FileTime.from(Instant.now().minusSeconds(3600)));
    sshnpd = startDaemon();

    await()
        .atMost(LIMIT)
        .untilAsserted(
            () -> assertThat(Files.readString(authorizedKeys)).doesNotContain(EPHEMERAL));
    assertThat(Files.readAllLines(authorizedKeys)).containsAll(before);
  }

  private static List<String> keysThatStay() throws Exception {
    return Files.readAllLines(authorizedKeys).stream()
        .filter(line -> !line.contains(EPHEMERAL))
        .toList();
  }

  @Test
  void devicesAreListedForPeopleAndForPrograms() throws Exception {
    RunningProgram people = script("sshnp -f @client --ls");
    RunningProgram programs = script("sshnp -f @client -t @device --list-devices --json");

    assertThat(people.out()).isEmpty();
    assertThat(people.err())
        .containsSubsequence(
            "Searching for devices...",
            "Active Devices:",
            "  my_device@device - v",
            "  - allowedServices: localhost:" + sshd.port(),
            "Inactive Devices:",
            "  No devices found");
    assertThat(programs.out())
        .startsWith(
            "{\"devices\":[{\"device\":\"my_device\",\"atSign\":\"@device\",\"active\":true,");
  }
}
