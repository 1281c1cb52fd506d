package org.noports.cli.sshnpd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.noports.cli.configfile.ConfigProblem;
import org.noports.cli.options.CommandLines;
import org.noports.cli.output.StopSignal;
import org.noports.cli.output.Terminal;
import org.noports.daemon.DaemonConfig;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.name.DeviceName;
import org.noports.protocol.ssh.SshKeyAlgorithm;

/** sshnpd's config file (cli.md 3.3): the command line goes before it. */
class SshnpdConfigTest {
  private static final String EXAMPLE =
      """
      atsign:
        atsign: '@dev_np'
        root: root.atsign.org
      access:
        managers:
          - '@alice_np'
          - ben_np
        policy: '@policy_np'
        permitopen:
          - localhost:22
          - localhost:3389
      device:
        name: Web01
        group: branch_7
        hide: true
      ssh:
        add-publickeys: true
        publickey-permissions:
          - no-pty
          - no-X11-forwarding
        ssh-client: openssh
        algorithm: ssh-rsa
        sshd-port: 2222
      runtime:
        verbose: true
        strict: false
        storage-path: /var/lib/noports
        clear-cached-pks:
      """;

  @TempDir private Path directory;
  private Path file;

  @BeforeEach
  void write() throws IOException {
    file = Files.writeString(directory.resolve("sshnpd.yaml"), EXAMPLE);
  }

  private static Terminal terminal(Map<String, String> environment) {
    PrintStream nowhere = new PrintStream(new ByteArrayOutputStream());
    return new Terminal(
        nowhere, nowhere, environment, InstantSource.system(), ZoneId.of("UTC"), new StopSignal());
  }

  private DaemonConfig read(Map<String, String> environment, String... words) {
    SshnpdProgram program = new SshnpdProgram();
    CommandLines.of(program).parseArgs(words);
    return program
        .withFile(terminal(environment), List.of(words))
        .config("tester", Path.of("/home/tester"));
  }

  private DaemonConfig read(String... words) {
    return read(Map.of("SSHNPD_CONFIG", file.toString()), words);
  }

  @Test
  void everyKeyIsTaken() {
    DaemonConfig config = read();
    assertThat(config.managers()).containsExactly(AtSign.of("@alice_np"), AtSign.of("@ben_np"));
    assertThat(config.policy()).isEqualTo(AtSign.of("@policy_np"));
    assertThat(config.permitOpen().entries()).containsExactly("localhost:22", "localhost:3389");
    assertThat(config.device()).isEqualTo(DeviceName.of("web01"));
    assertThat(config.deviceGroup()).isEqualTo("branch_7");
    assertThat(config.hide()).isTrue();
    assertThat(config.checks().strict()).isFalse();
    assertThat(config.checks().knownClients()).isEqualTo(Path.of("/var/lib/noports/known_clients"));
    var ssh = java.util.Objects.requireNonNull(config.ssh());
    assertThat(ssh.acceptPublicKeys()).isTrue();
    assertThat(ssh.publicKeyPermissions()).isEqualTo("no-pty,no-X11-forwarding");
    assertThat(ssh.ephemeralAlgorithm()).isEqualTo(SshKeyAlgorithm.RSA);
    assertThat(ssh.sshdPort()).isEqualTo(2222);
  }

  @Test
  void theCommandLineGoesBeforeTheFileWhateverItsForm() {
    DaemonConfig config =
        read(
            "-m",
            "@carol",
            "--po=*:80",
            "-d",
            "other",
            "-hs",
            "--local-sshd-port",
            "22",
            "--strict",
            "--policy-manager",
            "@else",
            "");
    assertThat(config.managers()).containsExactly(AtSign.of("@carol"));
    assertThat(config.permitOpen().entries()).containsExactly("*:80");
    assertThat(config.device()).isEqualTo(DeviceName.of("other"));
    assertThat(config.hide()).isTrue();
    assertThat(config.checks().strict()).isTrue();
    assertThat(config.policy()).isEqualTo(AtSign.of("@else"));
    var ssh = java.util.Objects.requireNonNull(config.ssh());
    assertThat(ssh.acceptPublicKeys()).isTrue();
    assertThat(ssh.sshdPort()).isEqualTo(22);
    assertThat(java.util.Objects.requireNonNull(read("--no-sshpublickey").ssh()).acceptPublicKeys())
        .isFalse();
  }

  @Test
  void theOptionGoesBeforeTheVariable() {
    assertThat(read(Map.of("SSHNPD_CONFIG", "/nowhere"), "--config", file.toString()).device())
        .isEqualTo(DeviceName.of("web01"));
    assertThatThrownBy(() -> read(Map.of("SSHNPD_CONFIG", "/nowhere"), "-a", "@d", "-m", "@c"))
        .isInstanceOf(ConfigProblem.class)
        .hasMessageContaining("/nowhere: cannot be read");
  }

  @Test
  void theWindowsGuidesSpellingIsTaken() throws IOException {
    Files.writeString(file, "atsign:\n  atsign: dev\naccess:\n  manager: '@alice'\n");
    assertThat(read().managers()).containsExactly(AtSign.of("@alice"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "access: {managers: @alice} | line 1: not YAML",
        "access: {manager: a, managers: b} | another name of a key that is set already",
        "access: {mangers: a} | unknown key /access/mangers; /access has client-key-check-secs,",
        "ssh: {sshd-port: 70000} | sshnpd.yaml line 1: Invalid value for option",
        "device: {name: 'a b!'} | sshnpd.yaml line 1: ",
        "runtime: {strict: maybe} | sshnpd.yaml line 1: ",
        "just a text | a config file is a table of keys",
      })
  void aMistakeIsToldWithItsPlace(String text, String message) throws IOException {
    Files.writeString(file, text);
    assertThatThrownBy(() -> read("-a", "@dev", "-m", "@c", "-p", "@p"))
        .isInstanceOf(ConfigProblem.class)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource({
    "Linux, /etc/noports/sshnpd.yaml",
    "FreeBSD, /etc/noports/sshnpd.yaml",
    "Mac OS X, /Library/Application Support/NoPorts/sshnpd.yaml",
    "Windows 11, /data/NoPorts/sshnpd.yaml",
  })
  void theUsualPlaceIsThatOfTheSystem(String system, Path place) {
    Terminal terminal = terminal(Map.of("ProgramData", "/data"));
    assertThat(ConfigPlace.usual(system, terminal)).isEqualTo(place);
    assertThat(
            ConfigPlace.find(
                null, terminal(Map.of("ProgramData", directory.toString())), "windows"))
        .isNull();
  }
}
