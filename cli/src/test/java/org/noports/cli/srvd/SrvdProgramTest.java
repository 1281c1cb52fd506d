package org.noports.cli.srvd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.noports.cli.options.CommandLines;
import org.noports.cli.options.ListenAddress;
import org.noports.cli.options.UsageProblem;
import org.noports.protocol.name.AtSign;
import org.noports.relay.PortRange;
import org.noports.relay.RelayConfig;
import org.noports.relay.RelayLimits;
import org.noports.relay.SinglePortConfig;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;

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
  void theSinglePortIsServedOnlyWhenAskedForAndMayBeBoundElsewhere() {
    assertThat(parse("-a @relay -i h").singlePort()).isNull();
    assertThat(parse("-a @relay -i h --443-bind-port 8443").singlePort()).isNull();
    assertThat(parse("-a @relay -i h --443").singlePort())
        .isEqualTo(new SinglePortConfig(443, 443));
    assertThat(parse("-a @relay -i h --443 --443-bind-port 8443").singlePort())
        .isEqualTo(new SinglePortConfig(8443, 443));
    assertThat(parse("-a @relay -i h --bind443 --bindPort 8443").singlePort())
        .isEqualTo(new SinglePortConfig(8443, 443));
  }

  @Test
  void signingKeysAreCheckedEveryFiveMinutesUnlessGiven() {
    assertThat(parse("-a @relay -i h").signingKeyCheck()).isEqualTo(Duration.ofMinutes(5));
    assertThat(parse("-a @relay -i h --signing-key-check-secs 0").signingKeyCheck()).isZero();
    assertThatThrownBy(() -> parse("-a @relay -i h --signing-key-check-secs -1"))
        .isInstanceOf(UsageProblem.class);
  }

  @Test
  void aLineIsGoodFromAnywhereUnlessKnownNetworksAreAskedFor() {
    assertThat(parse("-a @relay -i h").knownNetworksOnly()).isFalse();
    assertThat(parse("-a @relay -i h --known-networks-only").knownNetworksOnly()).isTrue();
  }

  @Test
  void clientsOfVersion4AreServedOnlyWhenAskedFor() {
    assertThat(parse("-a @relay -i h").version4Clients()).isFalse();
    assertThat(parse("-a @relay -i h --v4-clients").version4Clients()).isTrue();
  }

  @Test
  void trafficIsNeverLogged() {
    assertThatThrownBy(() -> parse("-a @relay -i h --snoop"))
        .isInstanceOf(ParameterException.class)
        .hasMessageContaining("a relay does not log traffic");
  }

  @Test
  void limitsAreThoseOfTheSpecificationUnlessGiven() {
    assertThat(parse("-a @relay -i h").limits()).isEqualTo(RelayLimits.DEFAULT);
    assertThat(
            parse(
                    "-a @relay -i h --max-sessions 7 --max-sessions-per-atsign 3 --max-connections 9"
                        + " --idle-timeout 1h --session-idle-timeout 2h --max-unproved 100"
                        + " --max-waiting-mib 8 --max-requests-per-second 2")
                .limits())
        .isEqualTo(
            RelayLimits.DEFAULT
                .with()
                .sessions(7)
                .sessionsPerAtSign(3)
                .requestsPerSecond(2)
                .connectionsPerSession(9)
                .unauthenticated(100)
                .waitingMemory(8L * 1024 * 1024)
                .pairIdle(Duration.ofHours(1))
                .sessionIdle(Duration.ofHours(2))
                .build());
    assertThatThrownBy(() -> parse("-a @relay -i h --max-sessions 0"))
        .isInstanceOf(UsageProblem.class);
    assertThatThrownBy(() -> parse("-a @relay -i h --max-waiting-mib 0"))
        .isInstanceOf(UsageProblem.class);
  }

  @Test
  void aRelayMayHaveSeveralManagers() {
    assertThat(parse("-a @relay -i h -m @boss,Deputy").managers())
        .containsExactlyInAnyOrder(AtSign.of("@boss"), AtSign.of("@deputy"));
  }

  @ParameterizedTest
  @CsvSource({
    "9100,127.0.0.1,9100",
    "0.0.0.0:9100,0.0.0.0,9100",
    "[::1]:9100,::1,9100",
    "localhost:1,127.0.0.1,1"
  })
  void figuresAreToldOnTheLoopbackAddressUnlessAnotherIsGiven(String given, String host, int port)
      throws Exception {
    InetSocketAddress address = new ListenAddress().convert(given);
    assertThat(address.getAddress()).isEqualTo(InetAddress.getByName(host));
    assertThat(address.getPort()).isEqualTo(port);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "65536", "1:2:3", "[::1]", "http://h:1", ":1", "-1"})
  void whatIsNoPlaceToListenIsRefused(String given) {
    assertThatThrownBy(() -> new ListenAddress().convert(given))
        .isInstanceOf(TypeConversionException.class);
  }

  @Test
  void theConfigFileStandsBehindTheCommandLine(@TempDir Path directory) throws Exception {
    RelayConfig config =
        withFile(
            directory,
            """
            atsign:
              atsign: '@relay'
            network:
              ip: 192.0.2.1
              ports: 40000-40999
              relay-auth-detect-window-ms: 250
            access:
              managers: ['@boss', '@deputy']
            limits:
              sessions: 10
              sessions-per-atsign: 5
              connections: 20
              idle-timeout: 1h
              session-idle-timeout: 12h
            runtime:
              log-traffic: false
              per-session-storage: true
              verbose: false
            """,
            "-i",
            "198.51.100.1");
    assertThat(config.advertisedHost()).isEqualTo("198.51.100.1");
    assertThat(config.ports()).isEqualTo(new PortRange(40000, 40999));
    assertThat(config.authDetectWindow()).isEqualTo(Duration.ofMillis(250));
    assertThat(config.managers()).hasSize(2);
    assertThat(config.limits().sessions()).isEqualTo(10);
    assertThat(config.limits().sessionIdle()).isEqualTo(Duration.ofHours(12));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "network: {ip: h, prots: 1}          | line 1: unknown key /network/prots; /network has",
        "netwrok: {ip: h}                    | line 1: unknown key /netwrok/ip; there are /access,",
        "network: {ports: 5}                 | line 1: Invalid value for option '--ports'",
        "network: {ip: h}\\naccess: {manager: a, managers: b} | line 2: /access/manager",
        "runtime: {log-traffic: true}        | a relay does not log traffic",
      })
  void aMistakeInTheConfigFileIsNamedWithItsLine(
      String text, String message, @TempDir Path directory) {
    assertThatThrownBy(() -> withFile(directory, text.replace("\\n", "\n") + "\n"))
        .hasMessageContaining(message)
        .message()
        .doesNotContain("\n");
  }

  @Test
  void everyLineOfTheShippedConfigFileIsUnderstood(@TempDir Path directory) throws Exception {
    Path shipped = Path.of(System.getProperty("noports.root"), "packaging/systemd/srvd.yaml");
    String all = Files.readString(shipped).replaceAll("(?m)^  # ", "  ");
    RelayConfig config = withFile(directory, all);
    assertThat(config.limits()).isEqualTo(RelayLimits.DEFAULT);
    assertThat(config.singlePort()).isEqualTo(new SinglePortConfig(8443, 443));
    assertThat(config.bindHost()).isEqualTo("192.0.2.1");
  }

  private static RelayConfig withFile(Path directory, String text, String... more)
      throws IOException {
    Path file = Files.writeString(directory.resolve("srvd.yaml"), text);
    List<String> arguments =
        Stream.concat(Stream.of("--config", file.toString()), Stream.of(more)).toList();
    SrvdProgram program = new SrvdProgram();
    CommandLines.of(program).parseArgs(arguments.toArray(String[]::new));
    return program.withFile(arguments).config();
  }

  private static RelayConfig parse(String line) {
    SrvdProgram program = new SrvdProgram();
    CommandLines.of(program).parseArgs(line.split(" ", -1));
    return program.config();
  }
}
