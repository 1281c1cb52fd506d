package org.noports.cli.srvd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.noports.cli.options.CommandLines;
import org.noports.cli.options.UsageProblem;
import org.noports.protocol.name.AtSign;
import org.noports.relay.RelayConfig;
import picocli.CommandLine.ParameterException;

class SrvdProgramTest {
  @Test
  void theDocumentedCommandLineIsUnderstood() {
    RelayConfig config = parse("--atsign @relay --manager @Boss --ip relay.example.org");

    assertThat(config.advertisedHost()).isEqualTo("relay.example.org");
    assertThat(config.managers()).containsExactly(AtSign.of("@boss"));
  }

  @Test
  void openMeansEveryone() {
    assertThat(parse("-a @relay -i 10.0.0.1").managers()).isEmpty();
    assertThat(parse("-a @relay -i 10.0.0.1 -m open -v --no-pss").managers()).isEmpty();
  }

  @Test
  void theAddressIsMandatory() {
    assertThatThrownBy(() -> parse("-a @relay"))
        .isInstanceOf(UsageProblem.class)
        .hasMessage("Option ip is mandatory.");
  }

  @Test
  void theWindowToDetectTheAuthenticationIsHalfASecondUnlessGiven() {
    assertThat(parse("-a @relay -i h").authDetectWindow()).isEqualTo(Duration.ofMillis(500));
    assertThat(parse("-a @relay -i h --relay-auth-detect-window-ms 0").authDetectWindow())
        .isEqualTo(Duration.ZERO);
    assertThatThrownBy(() -> parse("-a @relay -i h --relay-auth-detect-window-ms 10000"))
        .isInstanceOf(UsageProblem.class);
  }

  @Test
  void trafficIsNeverLogged() {
    assertThatThrownBy(() -> parse("-a @relay -i h --snoop"))
        .isInstanceOf(ParameterException.class)
        .hasMessageContaining("a relay does not log traffic");
  }

  private static RelayConfig parse(String line) {
    SrvdProgram program = new SrvdProgram();
    CommandLines.of(program).parseArgs(line.split(" ", -1));
    return program.config();
  }
}
