package org.noports.cli.sshnpd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.noports.cli.options.CommandLines;
import org.noports.cli.options.UsageProblem;
import org.noports.daemon.ClientChecks;
import org.noports.daemon.DaemonConfig;
import org.noports.protocol.name.AtSign;

/** Who decides about clients, and what their keys must be. */
class DaemonAccessTest {
  private static final Path HOME = Path.of("/home/tester");
  private static final AtSign POLICY = AtSign.of("@policy");

  private static DaemonConfig parse(String... words) {
    SshnpdProgram program = new SshnpdProgram();
    CommandLines.of(program).parseArgs(words);
    return program.config("tester", HOME);
  }

  private static DaemonConfig parse(String line) {
    return parse(line.split(" ", -1));
  }

  @Test
  void somebodyMustDecide() {
    assertThatThrownBy(() -> parse("-a @dev"))
        .isInstanceOf(UsageProblem.class)
        .hasMessage("At least one of --managers and --policy-manager options must be supplied.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-a @dev -p @policy",
        "-a @dev --policy-manager=policy --device-group branch_7",
        "-a @dev -m @client -p @Policy",
        "-a @dev -m @client @policy",
        "-a @dev  @policy ",
      })
  void aPolicyServiceIsNamedWithOrWithoutItsOption(String line) {
    assertThat(parse(line).policy()).isEqualTo(POLICY);
  }

  @Test
  void aServiceFilesQuotedPairOfWordsIsOneArgument() {
    assertThat(parse("-a", "@dev", "-p @policy", "").policy()).isEqualTo(POLICY);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-a @dev -p @one @two",
        "-a @dev @one @two",
        "-a @dev -m @c policy",
        "-a @d -p x:y"
      })
  void otherWordsAreNone(String line) {
    assertThatThrownBy(() -> parse(line)).isInstanceOf(RuntimeException.class);
  }

  @Test
  void withAPolicyServiceItsAnswerDecidesUnlessTheDaemonHasAListToo() {
    assertThat(parse("-a @dev -p @policy").permitOpen().entries()).containsExactly("*:*");
    assertThat(parse("-a @dev -p @policy --po localhost:22").permitOpen().entries())
        .containsExactly("localhost:22");
    assertThat(parse("-a @dev -p @policy").managers()).isEmpty();
  }

  @Test
  void keysAreRememberedAndStrictlySoOnlyWithAPolicyService() {
    Path known = HOME.resolve(".atsign/storage/@dev/.sshnpd/default/known_clients");
    Duration often = Duration.ofMinutes(5);
    assertThat(parse("-a @dev -m @c").checks())
        .isEqualTo(new ClientChecks(false, known, false, often));
    assertThat(parse("-a @dev -p @policy").checks().strict()).isTrue();
    assertThat(parse("-a @dev -p @policy --no-strict").checks().strict()).isFalse();
    assertThat(parse("-a @dev -m @c --strict").checks().strict()).isTrue();
    assertThat(
            parse(
                    "-a @dev -m @c --storage-path /var/x --require-enrollment-signature"
                        + " --client-key-check-secs 0")
                .checks())
        .isEqualTo(new ClientChecks(false, Path.of("/var/x/known_clients"), true, Duration.ZERO));
    assertThatThrownBy(() -> parse("-a @dev -m @c --client-key-check-secs -1"))
        .isInstanceOf(UsageProblem.class);
  }

  @Test
  void managersAndPolicyServiceGoTogether() {
    DaemonConfig config = parse("-a @dev -m @a,@b -p @policy");
    assertThat(config.managers())
        .isEqualTo(new java.util.TreeSet<>(List.of(AtSign.of("@a"), AtSign.of("@b"))));
    assertThat(config.permitOpen().entries()).containsExactly("*:*");
  }
}
