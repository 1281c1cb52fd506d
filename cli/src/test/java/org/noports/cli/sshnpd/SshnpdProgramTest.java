package org.noports.cli.sshnpd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.noports.cli.options.CommandLines;
import org.noports.cli.options.UsageProblem;
import org.noports.daemon.DaemonConfig;
import org.noports.daemon.SshSettings;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.name.DeviceName;
import org.noports.protocol.ssh.SshKeyAlgorithm;

class SshnpdProgramTest {
  private static final Path HOME = Path.of("/home/tester");
  private static final Path AUTHORIZED_KEYS = HOME.resolve(".ssh/authorized_keys");

  @Test
  void theDefaultsAreThoseOfTheSpecification() {
    DaemonConfig config = parse("-a @dev -m @client");

    assertThat(config.device()).isEqualTo(DeviceName.of("default"));
    assertThat(config.managers()).containsExactly(AtSign.of("@client"));
    assertThat(config.permitOpen().entries()).containsExactly("localhost:22", "localhost:3389");
    assertThat(config.deviceGroup()).isEqualTo("__none__");
    assertThat(config.hide()).isFalse();
    assertThat(config.userName()).isEqualTo("tester");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-a @dev -m @a,@b",
        "-a @dev -m @a -m @b",
        "-a @dev --managers @A,b",
        "-a @dev --manager @a --manager=@b",
      })
  void managersAreCollectedFromEveryForm(String line) {
    assertThat(parse(line).managers()).containsExactly(AtSign.of("@a"), AtSign.of("@b"));
  }

  @Test
  void permitOpenIsAList() {
    assertThat(
            parse("-a @dev -m @a --po 127.0.0.1:22,192.168.1.90:445 --permit-open *:80,db:53/udp")
                .permitOpen()
                .entries())
        .containsExactly("127.0.0.1:22", "192.168.1.90:445", "*:80", "db:53/udp");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"22", "localhost", "localhost:", "localhost:0", "a*:22", ":22", "h:5/tcp", "h:5/"})
  void permitOpenRulesThatCanNeverMatchAreRefused(String rule) {
    assertThatThrownBy(() -> parse("-a @dev -m @c --po " + rule))
        .isInstanceOf(UsageProblem.class)
        .hasMessageContaining("'" + rule + "' is not host:port");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-a @dev -m @c -d name -u -v",
        "-a @dev -m @c -d name -uv",
        "-a @dev -m @c -su",
        "-a @dev -m @c --ssh-client dart",
        "-a @dev -m @c --no-un-hide --username",
        "-a @dev -m @c --ssh-client openssh --local-sshd-port 22 --no-sshpublickey",
        "-a @dev -m @c --storage-path /tmp/x --clear-cached-pks --no-strict",
      })
  void optionsThatChangeNothingAreAccepted(String line) {
    assertThat(parse(line).managers()).hasSize(1);
  }

  @Test
  void hidingIsAFlag() {
    assertThat(parse("-a @dev -m @c -h").hide()).isTrue();
  }

  @Test
  void sshSettingsHaveTheirDefaults() {
    assertThat(parse("-a @dev -m @c").ssh()).isEqualTo(SshSettings.of(AUTHORIZED_KEYS));
  }

  @ParameterizedTest
  @ValueSource(strings = {"-s -S no-pty", "--sshpublickey --sshpublickey-permissions no-pty"})
  void sshSettingsAreTaken(String options) {
    assertThat(
            parse(
                    "-a @dev -m @c --ephemeral-permissions no-pty,no-X11-forwarding"
                        + " --ssh-algorithm ssh-rsa --local-sshd-port 2222 "
                        + options)
                .ssh())
        .isEqualTo(
            new SshSettings(
                AUTHORIZED_KEYS,
                2222,
                true,
                "no-pty",
                "no-pty,no-X11-forwarding",
                SshKeyAlgorithm.RSA));
  }

  @Test
  void permissionsThatWouldAddAnotherLineAreRefused() {
    assertThatThrownBy(() -> parse("-a @dev -m @c -S no-pty\nssh-rsa"))
        .isInstanceOf(UsageProblem.class)
        .hasMessage(
            "Detected newline characters in the ssh public key permissions which malforms the"
                + " authorized_keys file.");
  }

  private static DaemonConfig parse(String line) {
    SshnpdProgram program = new SshnpdProgram();
    CommandLines.of(program).parseArgs(line.split(" ", -1));
    return program.config("tester", HOME);
  }
}
