package org.noports.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code sshnp} and what people run on top of it, with OpenSSH at both ends. */
class SshSessionTest {
  private static final String EPHEMERAL = "sshnp_ephemeral_";

  @TempDir private static Path directory;
  private static SshSystem system;

  @BeforeAll
  static void start() throws Exception {
    system = SshSystem.start(directory);
  }

  @AfterAll
  static void close() {
    system.close();
  }

  @Test
  void thePrintedCommandWorksUnquotedAtOnceAndWithoutATerminal() throws Exception {
    RunningProgram run =
        system.script(
            "c=$($SSHNP -x -i %s 2>/dev/null); echo $c; $c $QUIET echo ok $((6 * 7))"
                .formatted(system.sshd().userKey()));

    List<String> lines = run.out().lines().toList();
    assertThat(lines).hasSize(2);
    assertThat(lines.getFirst())
        .matches(
            "ssh -p [0-9]+ -o StrictHostKeyChecking=accept-new -o IdentitiesOnly=yes %s -i %s"
                .formatted(OpenSshServer.target(), system.sshd().userKey()));
    assertThat(lines.getLast()).isEqualTo("ok 42");
  }

  @Test
  void whatHindersSshIsToldWithWhatToDo() throws Exception {
    RunningProgram withoutSsh =
        system.script(
            "launcher=$(command -v sshnp); PATH=/nowhere $launcher ${SSHNP#sshnp} -q || echo $?");
    assertThat(withoutSsh.out()).isEqualTo("1\n");
    assertThat(withoutSsh.err()).startsWith("Error : Cannot start ssh, which is not on the PATH");

    RunningProgram stranger = system.script("$SSHNP -q -x --no-et -U nobody || echo $?");
    assertThat(stranger.out()).isEqualTo("1\n");
    assertThat(stranger.err())
        .startsWith("Error : SSHNP failed to start the initial tunnel: nobody@localhost: ")
        .endsWith("or leave out --no-et\n");
  }

  @Test
  void theSessionEndsWithTheExitCodeOfSsh() throws Exception {
    RunningProgram run =
        system.script(
            "echo 'echo in; exit 7' | $SSHNP -i %s -o \"$QUIET\" -q || echo code $?"
                .formatted(system.sshd().userKey()));

    assertThat(run.out()).endsWith("in\ncode 7\n");
  }

  @Test
  void aFreshPublicKeyIsSentAndOpensTheDoor() throws Exception {
    Path fresh = directory.resolve("fresh");
    RunningProgram run =
        system.script(
            """
            ssh-keygen -q -t ed25519 -N '' -f %1$s
            for i in 1 2; do
              c=$($SSHNP -s -x -i %1$s 2>/dev/null)
              $c $QUIET echo ok
            done
            """
                .formatted(fresh));

    assertThat(run.out()).isEqualTo("ok\nok\n");
    assertThat(Files.readAllLines(system.authorizedKeys()))
        .containsOnlyOnce(Files.readString(directory.resolve("fresh.pub")).strip());
  }

  @Test
  void anSshInAnotherServesWhereTheTunnelIsNotEncrypted() throws Exception {
    RunningProgram run =
        system.script(
            """
            for m in --no-et '--no-ad --no-et'; do
              c=$($SSHNP $m -x -i %s 2>/dev/null)
              $c $QUIET echo $m ok
            done
            """
                .formatted(system.sshd().userKey()));

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
                    system.sshd().port(),
                    System.getProperty("user.name"),
                    system.sshd().userKey(),
                    system.sshd().userKey(),
                    directory.resolve("cm")));
    RunningProgram run =
        system.script(
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
    assertThat(system.sshnpd().err()).doesNotContain("refused");
  }

  @Test
  void aCrashedDaemonLeavesNoEphemeralKeyOnceItRunsAgain() throws Exception {
    List<String> before = keysThatStay();
    system.script("$SSHNP --no-et -x -q -i %s".formatted(system.sshd().userKey()));
    system.sshnpd().kill();
    assertThat(Files.readString(system.authorizedKeys())).contains(EPHEMERAL);

    // As if the machine had been off for a while: younger ones may be another daemon's.
    Files.setLastModifiedTime(
        system.sshd().authorizedKeys(), FileTime.from(Instant.now().minusSeconds(3600)));
    system.startDaemon();

    await()
        .atMost(SshSystem.LIMIT)
        .untilAsserted(
            () -> assertThat(Files.readString(system.authorizedKeys())).doesNotContain(EPHEMERAL));
    assertThat(Files.readAllLines(system.authorizedKeys())).containsAll(before);
  }

  private static List<String> keysThatStay() throws Exception {
    return Files.readAllLines(system.authorizedKeys()).stream()
        .filter(line -> !line.contains(EPHEMERAL))
        .toList();
  }

  @Test
  void devicesAreListedForPeopleAndForPrograms() throws Exception {
    RunningProgram people = system.script("sshnp -f @client --ls");
    RunningProgram programs = system.script("sshnp -f @client -t @device --list-devices --json");

    assertThat(people.out()).isEmpty();
    assertThat(people.err())
        .containsSubsequence(
            "Searching for devices...",
            "Active Devices:",
            "  my_device@device - v",
            "  - allowedServices: localhost:" + system.sshd().port(),
            "Inactive Devices:",
            "  No devices found");
    assertThat(programs.out())
        .startsWith(
            "{\"devices\":[{\"device\":\"my_device\",\"atSign\":\"@device\",\"active\":true,");
  }
}
