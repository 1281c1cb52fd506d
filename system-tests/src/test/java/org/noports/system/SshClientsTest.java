package org.noports.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What runs in a session of sshnp besides a plain ssh, and where it is run. */
class SshClientsTest {
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
  void theBuiltInClientIsAShellWithoutATerminal() throws Exception {
    RunningProgram run =
        system.script(
            "echo 'echo in $((6 * 7)); exit 7' | $SSHNP -q --ssh-client=dart -i $KEY || echo code $?");

    assertThat(run.out()).endsWith("in 42\ncode 7\n");
    assertThat(Files.readString(system.home().resolve(".sshnp/known_devices")))
        .startsWith("my_device@device ssh-ed25519 ");
  }

  @Test
  void theBuiltInClientMissesItsKeyBeforeAnybodyIsAskedForASession() throws Exception {
    RunningProgram run = system.script("$SSHNP --ssh-client builtin -i /nowhere/key || echo $?");

    assertThat(run.out()).isEqualTo("1\n");
    assertThat(run.err())
        .isEqualTo(
            "Error : The identity file /nowhere/key cannot be read: there is no such file; correct"
                + " -i\n");
  }

  /** {@code script} gives the client a terminal of its own, into which the test types. */
  @Test
  void atATerminalEveryKeyGoesToTheDeviceCtrlCIncluded() throws Exception {
    RunningProgram run =
        system.script(
            """
            { echo 'stty size; echo ready; sleep 100'
              until grep -q '^ready' %1$s/typed 2>/dev/null; do sleep 0.1; done
              printf '\\003'; echo 'echo after; exit'
            } | script -q -e -f -c "stty rows 33 cols 77; $SSHNP --ssh-client builtin -i $KEY" %1$s/typed
            """
                .formatted(directory));

    assertThat(Files.readString(directory.resolve("typed")))
        .containsSubsequence("33 77", "ready", "after");
    assertThat(run.out()).doesNotContain("Error");
  }

  @Test
  void theBuiltInClientForwardsUntilNothingComesThrough() throws Exception {
    int port = OpenSshServer.freePort();
    RunningProgram run =
        system.script(
            """
            $SSHNP -q --ssh-client builtin --idle-timeout 2 -i $KEY -o "-N -L %1$d:localhost:%2$d" &
            client=$!
            until ssh-keyscan -T 5 -p %1$d localhost 2>/dev/null | grep -q ed25519; do sleep 0.2; done
            echo through
            wait $client; echo ended $?
            """
                .formatted(port, system.sshd().port()));

    assertThat(run.out()).isEqualTo("through\nended 0\n");
  }

  @Test
  void aSocksRequestReachesWhatTheDeviceReaches() throws Exception {
    int port = OpenSshServer.freePort();
    try (WebService web = WebService.start()) {
      RunningProgram run =
          system.script(
              """
              c=$($SSHNP -x -i $KEY -o "-D %1$d" 2>/dev/null)
              case "$c" in *" -D %1$d "*) ;; *) echo "$c"; exit 1 ;; esac
              $c $QUIET -o ExitOnForwardFailure=yes -f sleep 20
              curl -s --socks5-hostname localhost:%1$d http://localhost:%2$d/socks -d body
              """
                  .formatted(port, web.port()));

      assertThat(run.out()).contains(WebService.body("/socks"));
    }
  }

  /**
   * As cron runs a line: no terminal, no input, hardly an environment, another directory. A profile
   * says the rest, and its first relay does not exist.
   */
  @Test
  void cronRunsAProfileWithHardlyAnEnvironment() throws Exception {
    Files.createDirectories(system.home().resolve(".sshnp/config"));
    Files.writeString(
        system.home().resolve(".sshnp/config/My_device.env"),
        """
        PROFILE_NAME=My device
        FROM=@client
        TO=@device
        SRVD=@nobody,@relay
        DEVICE=my_device
        LOCAL_SSH_OPTIONS=-o SetEnv=LC_TEST=1
        """);
    RunningProgram run =
        system.script(
            """
            cd /; exec env -i HOME=$HOME PATH=/usr/bin:/bin NOPORTS_BUILD=never NOPORTS_JAVA=%s \
              NOPORTS_ROOT=$NOPORTS_ROOT NOPORTS_CA=$NOPORTS_CA NOPORTS_KEYS=$NOPORTS_KEYS \
              sh -c 'c=$(%s --config-file "My device" -x -i $1 2>/dev/null); $c $2 echo cron ok' \
              sh $KEY "$QUIET" </dev/null
            """
                .formatted(System.getProperty("java.home"), PrivateSystem.bin("sshnp")));

    assertThat(run.out()).isEqualTo("cron ok\n");
  }
}
