package org.noports.cli.sshnp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.noports.cli.TestTerminal;
import org.noports.cli.options.CommandLines;
import org.noports.cli.options.EnvironmentProblem;
import org.noports.cli.options.UsageProblem;
import org.noports.cli.output.Terminal;
import org.noports.client.NptOptions;
import org.noports.client.RelaySides;
import org.noports.client.SshnpOptions;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.name.DeviceName;
import picocli.CommandLine.ParameterException;

class SshnpProgramTest {
  private static final String BASE = "-f @c -t @d -r @rv_am -d dev";

  private static final Terminal TERMINAL = TestTerminal.with(Map.of());

  @TempDir private Path home;

  private static SshnpProgram parse(String line) {
    SshnpProgram program = new SshnpProgram();
    CommandLines.of(program).parseArgs(line.split(" ", -1));
    return program;
  }

  private SshnpOptions options(String line) {
    return parse(line).options(TERMINAL, home);
  }

  @Test
  void theDefaultsAreThoseOfTheSpecification() {
    SshnpOptions options = options("-f c -t D -r @RV_am");
    NptOptions session = options.session();
    assertThat(session.daemon()).isEqualTo(AtSign.of("@d"));
    assertThat(session.relays()).containsExactly(AtSign.of("@rv_am"));
    assertThat(session.device()).isEqualTo(DeviceName.of("default"));
    assertThat(session.local().port()).isZero();
    assertThat(session.encrypt()).isTrue();
    assertThat(session.daemonPingTimeout()).hasSeconds(20);
    assertThat(options.sides()).isEqualTo(RelaySides.BOTH);
    assertThat(options.userName()).isNull();
    assertThat(options.publicKey()).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "-h @relay,        @relay",
    "--host @relay,    @relay",
    "-r @good -h @bad, @good",
    "-h @bad -r @good, @good",
    "--rvd @relay,     @relay",
    "--srvd=@relay,    @relay",
  })
  void theRelayHasAnOldName(String words, String relay) {
    assertThat(options("-f @c -t @d -d dev " + words).session().relays())
        .containsExactly(AtSign.of(relay));
  }

  @Test
  void theFlagsForTheTunnelHaveTheirShortNames() {
    SshnpOptions options = options(BASE + " --no-ad --no-et --no-ac --ram payload -l 2222 --dpt 5");
    assertThat(options.sides()).isEqualTo(new RelaySides(false, false));
    assertThat(options.session().encrypt()).isFalse();
    assertThat(options.session().daemonPingTimeout()).hasSeconds(5);
    // The user's ssh has the port, not the tunnel.
    assertThat(options.session().local().port()).isZero();
    assertThat(options(BASE + " -l 2222").session().local().port()).isEqualTo(2222);
  }

  @Test
  void wordsForSshAreSplitAtCommasAndBlanks() {
    SshnpProgram program = new SshnpProgram();
    CommandLines.of(program)
        .parseArgs("-f", "@c", "-o", "-D 1080,-v", "-o", "-x", "-i", "~/.ssh/id");
    assertThat(program.command(home).options()).containsExactly("-D", "1080", "-v", "-x");
    assertThat(program.command(home).identityFile()).isEqualTo(home + "/.ssh/id");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--port 1             | Option -p 1 is gone",
        "--rsa                | Option --rsa is gone",
        "--legacy-daemon      | Option --legacy-daemon is gone",
        "--local-sshd-port 22 | Option --local-sshd-port 22 is gone",
        "--ssh-public-key k   | Option --ssh-public-key k is gone",
        "more                 | Unparsed args [more]",
        "-l 70000             | --local-port",
        "--ssh-algorithm dsa  | Option --ssh-algorithm dsa is neither ssh-ed25519 nor ssh-rsa",
      })
  void whatIsGoneOrWrongIsRefusedWithItsReplacement(String words, String text) {
    assertThatThrownBy(() -> parse("-f @c " + words))
        .isInstanceOf(ParameterException.class)
        .hasMessageContaining(text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "-f @c -r @r          | Option to is mandatory, unless list-devices is passed.",
        "-f @c -t @d -r @r -s | --send-ssh-public-key needs --identity-file",
        "-f @c -t @d -r @r -u -oProxyCommand=x | '-oProxyCommand=x' is not a user's name",
        "-f @c -t @d -r @r --443 --no-ad | through port 443 both sides prove themselves",
        "-f @c -t @d --root-server root.example.org | srvdAtSign is mandatory, unless list-devices is passed. NOPORTS_RELAYS",
        "-f @c -t @d -r ,     | takes 1 to 16 relays",
      })
  void whatIsMissingIsSaid(String words, String text) {
    assertThatThrownBy(() -> options(words))
        .isInstanceOf(UsageProblem.class)
        .hasMessageContaining(text);
  }

  @Test
  void aFileThatIsNoPublicKeyIsNotSent() throws IOException {
    String line = BASE + " -s -i " + home.resolve("id");
    assertThatThrownBy(() -> options(line))
        .isInstanceOf(EnvironmentProblem.class)
        .hasMessageStartingWith("SSH Public Key does not look like a public key file")
        .hasMessageContaining("id.pub (there is no such file)");
    Files.writeString(home.resolve("id.pub"), "-----BEGIN OPENSSH PRIVATE KEY-----\n");
    assertThatThrownBy(() -> options(line))
        .isInstanceOf(EnvironmentProblem.class)
        .hasMessageStartingWith("SSH Public Key does not look like a public key file");
  }

  @Test
  void aProfileStandsInForWhatTheCommandLineDoesNotSay() throws IOException {
    Path profile =
        Files.writeString(
            home.resolve("p.env"),
            """
            # a comment
            FROM=@alice_client
            TO=@alice_device
            SRVD=@rv_eu
            DEVICE=my_server
            LOCAL_PORT=4000
            REMOTE_USER_NAME=carol
            LOCAL_SSH_OPTIONS=-o SetEnv=A=b,-D 1080
            ENCRYPT_RVD_TRAFFIC=TRUE
            AUTHENTICATE_DEVICE_TO_RVD=no
            TUNNEL_USER_NAME=
            UNKNOWN_KEY=x
            PROFILE_NAME=mine
            """);
    SshnpProgram program =
        SshnpProgram.completed(
            profile, List.of("-d", "other", "--config-file", profile.toString(), "-u", "dave"));

    SshnpOptions options = program.options(TERMINAL, home);
    assertThat(options.session().daemon()).isEqualTo(AtSign.of("@alice_device"));
    assertThat(options.session().relays()).containsExactly(AtSign.of("@rv_eu"));
    assertThat(options.session().device()).isEqualTo(DeviceName.of("other"));
    assertThat(options.session().local().port()).isEqualTo(4000);
    assertThat(options.session().encrypt()).isTrue();
    assertThat(options.sides()).isEqualTo(new RelaySides(true, false));
    assertThat(options.userName()).isEqualTo("dave");
    assertThat(program.command(home).options()).containsExactly("-o", "SetEnv=A=b", "-D", "1080");
  }

  /** cli.md 2.5: a flag in both does not undo itself. */
  @ParameterizedTest
  @CsvSource({
    "ENCRYPT_RVD_TRAFFIC=true,  --et,    true",
    "ENCRYPT_RVD_TRAFFIC=false, --et,    true",
    "ENCRYPT_RVD_TRAFFIC=true,  --no-et, false",
    "ENCRYPT_RVD_TRAFFIC=false, --no-et, false",
    "ENCRYPT_RVD_TRAFFIC=FALSE, -q,      false",
  })
  void theCommandLineWinsOverTheProfileForFlagsToo(String entry, String word, boolean encrypted)
      throws IOException {
    Path profile = Files.writeString(home.resolve("profile.env"), entry + "\n");
    List<String> words = List.of((BASE + " " + word).split(" ", -1));

    SshnpOptions options = SshnpProgram.completed(profile, words).options(TERMINAL, home);

    assertThat(options.session().encrypt()).isEqualTo(encrypted);
  }

  @Test
  void aKeyIsSentWhenTheProfileAndTheCommandLineBothSaySo() throws IOException {
    Path profile = Files.writeString(home.resolve("profile.env"), "SEND_SSH_PUBLIC_KEY=true\n");

    SshnpProgram program = SshnpProgram.completed(profile, List.of((BASE + " -s").split(" ", -1)));

    assertThatThrownBy(() -> program.options(TERMINAL, home))
        .isInstanceOf(UsageProblem.class)
        .hasMessageContaining("--send-ssh-public-key needs --identity-file");
  }
}
