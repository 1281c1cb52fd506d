package org.noports.cli.npt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.noports.cli.TestTerminal;
import org.noports.cli.options.CommandLines;
import org.noports.cli.options.UsageProblem;
import org.noports.cli.output.Terminal;
import org.noports.client.LocalBinding;
import org.noports.client.NptOptions;
import org.noports.client.RelayAuth;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.name.DeviceName;
import org.noports.protocol.relay.AuthMode;
import org.noports.protocol.session.ServiceAddress;
import picocli.CommandLine.ParameterException;

class NptProgramTest {
  private static final Terminal TERMINAL = TestTerminal.with(Map.of());
  private static final String BASE = "-f @c -t @d -r @rv_am -d my_server -p 22";

  @Test
  void theDefaultsAreThoseOfTheSpecification() {
    NptOptions options = parse(BASE);

    assertThat(options)
        .isEqualTo(
            new NptOptions(
                AtSign.of("@d"),
                DeviceName.of("my_server"),
                List.of(AtSign.of("@rv_am")),
                ServiceAddress.of("localhost", 22),
                new LocalBinding(List.of(), 0),
                Duration.ofSeconds(30),
                Duration.ofMinutes(5),
                Duration.ofSeconds(15),
                Duration.ofSeconds(20),
                true,
                true,
                false,
                true,
                false,
                false,
                1,
                RelayAuth.DEFAULT));
  }

  @Test
  void connectionsAreKeptReadyAsManyAsTheUserWants() {
    assertThat(parse(BASE + " --prepare 0").prepared()).isZero();
    assertThat(parse(BASE + " --prepare 8").prepared()).isEqualTo(8);
    assertThatThrownBy(() -> parse(BASE + " --prepare 9"))
        .hasMessageContaining("a session prepares 0 to 8 connections");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-f @alice_client -t @alice_device -d my_server -r @rv_am -p 3389 -l 33389",
        "-f @alice_client -t @alice_device -d my_server -r @rv_am -p 22 -l 2222",
        "-f @alice_client -t @alice_device -d my_server -r @rv_am -p 8080 -l 80",
        "-f @alice_client -t @alice_device -d my_server -r @rv_am -p 445 -h 192.168.1.90 -l 9000",
        "-f @alice_client -t @alice_device -d my_server -r @rv_am -p 3389",
        "-f @c -t @d -r @rv_am -d orac -l 9000 -p 22 -T 0 -K",
        BASE + " -x",
        BASE + " --no-pss",
        BASE + " --no-pps",
        BASE + " --per-session-storage",
        BASE + " -k /path/to/atKeys",
        BASE + " --keyFile=/path/to/atKeys -P secret",
        BASE + " --root-domain root.example.org:64 --dpt 30 -q",
        BASE + " --relay-auth-mode payload -H 1m",
      })
  void documentedCommandLinesAreUnderstood(String line) {
    assertThat(parse(line).service().port()).isPositive();
  }

  @Test
  void everyAliasMeansTheSame() {
    NptOptions options =
        parse(
            "--from c --to @D --rvd @R --device My_Host --rp 80 --rh 10.0.0.7 --lp 8080 --lh ::1"
                + " --dpt 7 --no-et");

    assertThat(options.daemon()).isEqualTo(AtSign.of("@d"));
    assertThat(options.relays()).containsExactly(AtSign.of("@r"));
    assertThat(options.device()).isEqualTo(DeviceName.of("my_host"));
    assertThat(options.service().port()).isEqualTo(80);
    assertThat(options.service().host()).isEqualTo("10.0.0.7");
    assertThat(options.local()).isEqualTo(new LocalBinding(List.of("::1"), 8080));
    assertThat(options.daemonPingTimeout()).isEqualTo(Duration.ofSeconds(7));
    assertThat(options.encrypt()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"--no-et", "--no-encrypt-rvd-traffic"})
  void encryptionIsSwitchedOffByBothNames(String flag) {
    assertThat(parse(BASE + " " + flag).encrypt()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"--et", "--encrypt-rvd-traffic", "--no-et --et"})
  void encryptionIsSwitchedOnByBothNames(String flag) {
    assertThat(parse(BASE + " " + flag).encrypt()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"--443", "--only-port 443", "--only-port=443 --ram escr"})
  void aSessionThroughPort443ImpliesChallenges(String words) {
    RelayAuth auth = parse(BASE + " " + words).relayAuth();
    assertThat(auth.only443()).isTrue();
    assertThat(auth.preference()).isEqualTo(AuthMode.ESCR);
  }

  @Test
  void withoutBeingAskedForASessionUsesTwoPorts() {
    assertThat(parse(BASE).relayAuth().only443()).isFalse();
    assertThat(parse(BASE + " --443 --no-443").relayAuth().only443()).isFalse();
  }

  @Test
  void theLastOfARepeatedOptionWins() {
    assertThat(parse(BASE + " -l 80 --lp 443").local().port()).isEqualTo(443);
    assertThat(parse(BASE + " -h one --rh two").service().host()).isEqualTo("two");
    assertThat(parse(BASE + " -d other").device()).isEqualTo(DeviceName.of("other"));
  }

  @Test
  void severalPortsAreSeveralServicesEachWithTheHostAndLocalPortOfItsPlace() {
    assertThat(services(" -p 80 --rp 443"))
        .containsExactly("localhost:22<-0", "localhost:80<-0", "localhost:443<-0");
    assertThat(services(" -p 80,443"))
        .containsExactly("localhost:22<-0", "localhost:80<-0", "localhost:443<-0");
    assertThat(services(" -l 2222 -p 80 -l 0"))
        .containsExactly("localhost:22<-2222", "localhost:80<-0");
    assertThat(services(" -p 80 -h db -l 1,2")).containsExactly("db:22<-1", "db:80<-2");
    assertThat(services(" -h a -p 80 -h b")).containsExactly("a:22<-0", "b:80<-0");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {" -p 80 -l 1", " -p 80 -l 1,2,3", " -p 80 -h a,b,c", " -p 80 -l 7,7", " -p 80,0"})
  void portsHostsAndLocalPortsThatDoNotFitAreRefused(String more) {
    assertThatThrownBy(() -> services(more)).isInstanceOf(UsageProblem.class);
  }

  private static List<String> services(String more) {
    return all((BASE + more).split(" ", -1)).stream()
        .map(one -> one.service() + "<-" + one.local().port())
        .toList();
  }

  @ParameterizedTest
  @CsvSource({
    "localhost:22,localhost,22",
    "10.0.0.7:3389,10.0.0.7,3389",
    "[fd00::7]:22,fd00::7,22",
    "fd00::7:22,fd00::7,22"
  })
  void stdioTakesHostAndPort(String target, String host, int port) {
    NptProgram program = new NptProgram();
    CommandLines.of(program).parseArgs("-f @c -t @d -r @r -d dev".split(" ", -1));

    assertThat(program.throughStdio(TERMINAL, target).service())
        .isEqualTo(ServiceAddress.of(host, port));
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "localhost:", ":22", "localhost:0", "localhost:x", "a b:22"})
  void stdioTakesNothingElse(String target) {
    NptProgram program = new NptProgram();
    CommandLines.of(program).parseArgs("-f @c -t @d -r @r -d dev".split(" ", -1));

    assertThatThrownBy(() -> program.throughStdio(TERMINAL, target))
        .isInstanceOf(UsageProblem.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {" -p 22", " -x", " -K", " --socks 1080", " -l 9", " -h other"})
  void stdioIsForOneConnectionOnly(String more) {
    NptProgram program = new NptProgram();
    CommandLines.of(program).parseArgs(("-f @c -t @d -r @r -d dev" + more).split(" ", -1));

    assertThatThrownBy(() -> program.throughStdio(TERMINAL, "localhost:22"))
        .isInstanceOf(UsageProblem.class);
  }

  @Test
  void aPortMayBeOneOfUdpAndItsLocalPortIsOfTheSameKind() {
    List<NptOptions> all =
        all("-f @c -t @d -r @r -d dev -p 53/udp,22,53 -l 5353/udp,5353,0/tcp".split(" ", -1));

    assertThat(all)
        .extracting(one -> one.service().text())
        .containsExactly("localhost:53/udp", "localhost:22", "localhost:53");
    assertThat(all).extracting(one -> one.local().port()).containsExactly(5353, 5353, 0);
  }

  @ParameterizedTest
  @CsvSource({
    "-p 53/udp -l 5353/tcp,--local-port 5353/tcp cannot lead to --remote-port 53/udp",
    "-p 53 -l 5353/udp,--local-port 5353/udp cannot lead to --remote-port 53/tcp",
    "-p 53/udp -p 54/udp -l 1 -l 1,--local-port 1 is given twice",
    "-p 53/udp --no-et,UDP is carried by authenticated streams only",
    "-p 53/udp --no-aead,UDP is carried by authenticated streams only"
  })
  void portsOfUdpThatMakeNoSenseAreRefused(String words, String why) {
    assertThatThrownBy(() -> all(("-f @c -t @d -r @r -d dev " + words).split(" ", -1)))
        .isInstanceOf(UsageProblem.class)
        .hasMessageContaining(why);
  }

  @ParameterizedTest
  @ValueSource(strings = {"53/sctp", "53/", "/udp", "udp", "65536/udp"})
  void aPortIsNothingElse(String word) {
    assertThatThrownBy(() -> parse("-f @c -t @d -r @r -d dev -p " + word))
        .isInstanceOf(ParameterException.class);
  }

  @Test
  void valuesMayStickToTheirOption() {
    NptOptions options = parse("-f@c -t@d -r@r -ddev -p22 -l2222 --timeout=1h,30m");

    assertThat(options.local().port()).isEqualTo(2222);
    assertThat(options.timeout()).isEqualTo(Duration.ofMinutes(90));
  }

  @Test
  void emptyWordsAreNothing() {
    String[] words =
        Stream.concat(Arrays.stream(BASE.split(" ", -1)), Stream.of("", "", "-q", ""))
            .toArray(String[]::new);

    assertThat(parse(words).service().port()).isEqualTo(22);
  }

  @Test
  void anEmptyWordAfterAnOptionIsItsValue() {
    String[] words =
        Stream.concat(Arrays.stream(BASE.split(" ", -1)), Stream.of("-P", "", "-l", "99"))
            .toArray(String[]::new);

    assertThat(parse(words).local().port()).isEqualTo(99);
  }

  @Test
  void keepAliveWithoutTimeoutKeepsForADay() {
    assertThat(parse(BASE + " -K").timeout()).isEqualTo(Duration.ofHours(24));
    assertThat(parse(BASE + " -K -T 5m").timeout()).isEqualTo(Duration.ofMinutes(5));
    assertThat(parse(BASE + " -T 0").timeout()).isEqualTo(Duration.ofDays(365));
  }

  @Test
  void localHostsAreSplitAtCommas() {
    assertThat(parse(BASE + " --local-host 127.0.0.1,localhost").local().hosts())
        .containsExactly("127.0.0.1", "localhost");
  }

  @Test
  void whatIsMandatoryIsAskedForByName() {
    assertThatThrownBy(() -> parse("-f @c -t @d -r @r -d dev"))
        .isInstanceOf(UsageProblem.class)
        .hasMessage("Option remote-port is mandatory.");
    assertThatThrownBy(() -> parse("-t @d"))
        .isInstanceOf(UsageProblem.class)
        .hasMessage("Option from is mandatory.");
  }

  @Test
  void withoutARelayTheVendorsAreMeant() {
    assertThat(parse("-f @c -t @d -d dev -p 22").relays())
        .extracting(AtSign::text)
        .containsExactly("@rv_am", "@rv_eu", "@rv_ap", "@rv_oc");
  }

  private static NptOptions parse(String line) {
    return parse(line.split(" ", -1));
  }

  private static NptOptions parse(String... words) {
    return all(words).getFirst();
  }

  private static List<NptOptions> all(String... words) {
    NptProgram program = new NptProgram();
    CommandLines.of(program).parseArgs(words);
    return program.forwards(TERMINAL);
  }
}
