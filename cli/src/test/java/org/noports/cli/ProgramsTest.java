package org.noports.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.noports.cli.Harness.Outcome;

class ProgramsTest {
  private static final String[] NPT = {"npt", "-f", "@c", "-t", "@d", "-r", "@r", "-d", "dev"};

  @ParameterizedTest
  @ValueSource(strings = {"npt", "sshnp", "sshnpd", "srvd"})
  void withoutArgumentsTheVersionIsTheFirstLineAndStdoutStaysEmpty(String program) {
    Outcome outcome = Harness.run(program);

    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.firstErrLine()).matches("Version : \\S+ \\(core: \\S+\\)");
    assertThat(outcome.lastErrLine())
        .matches("Error : (Option \\S+|from \\(clientAtSign\\)) is mandatory\\.?");
  }

  @ParameterizedTest
  @ValueSource(strings = {"npt", "sshnp", "sshnpd", "srvd", "up", "atserver", "demo"})
  void helpGoesToStdout(String program) {
    Outcome outcome = Harness.run(program, "--help");

    assertThat(outcome.code()).isZero();
    assertThat(outcome.out()).startsWith("Usage: ").contains("\n\nOptions:\n  ");
    assertThat(outcome.err()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"npt", "sshnp", "sshnpd", "srvd"})
  void versionGoesToStdout(String program) {
    Outcome outcome = Harness.run(program, "--version");

    assertThat(outcome.code()).isZero();
    assertThat(outcome.out()).matches("Version : \\S+ \\(core: \\S+\\)\n");
  }

  @Test
  void helpIsGivenEvenBesideWrongOptions() {
    assertThat(Harness.run("npt", "--help", "--nonsense").code()).isZero();
  }

  @Test
  void withoutProgramTheListOfProgramsIsShown() {
    Outcome outcome = Harness.run();

    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err()).startsWith("Version : ").contains("sshnpd", "npt", "demo");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "frobnicate, 'frobnicate' is not a program of NoPorts",
        "npp_client, npp_client is not part of this release",
      })
  void unknownAndLaterProgramsAreTold(String program, String text) {
    Outcome outcome = Harness.run(program, "-a", "@x");

    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.lastErrLine()).isEqualTo("Error : " + text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "--nonsense           | Unknown option: '--nonsense'",
        "--remote             | '--remote'; did you mean --remote-host or --remote-port?",
        "--remote-prot=22     | Unknown option: '--remote-prot=22'; did you mean --remote-port",
        "-p 22 --dpt x        | for option --daemon-ping-timeout: 'x' is not a whole number",
        "-p                   | Missing required parameter for option '--remote-port' (<port>)",
        "-p 22x               | '22x' is not a port (0 to 65535)",
        "-p 70000             | '70000' is not a port (0 to 65535)",
        "-l x -p 22           | Invalid value \"x\" for option --local-port (-l): 'x' is not a port",
        "--socks x            | Invalid value \"x\" for option --socks: 'x' is not a port",
        "-p 0                 | Cannot reach localhost:0: the requested port is not a port",
        "-T soon              | 'soon' is not a duration",
        "-x -K -p 22          | --keep-alive and --exit-when-connected are mutually exclusive",
        "-p 22 --443 --ram payload | a session through port 443 needs the relay auth mode escr",
        "-p 22 --only-port 80 | '80' is not 443, the only one there is",
        "-p 22 --ram none     | 'none' is neither payload nor escr",
        "-p 22 -r ,           | Option srvd takes 1 to 16 relays",
        "-p 22 extra          | Unparsed args [extra]",
        "-p 22 --dpt 0        | daemon ping timeout must be more than zero",
        "-d UPPER!            | Device name must be alphanumeric snake case, max length 36.",
        "-f @@c -p 22         | '@@c' is not a valid atSign: a second @ is not allowed",
      })
  void wrongCommandLinesOfNptSayWhatIsWrong(String words, String text) {
    Outcome outcome = Harness.run(with(words));

    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.firstErrLine()).startsWith("Version : ");
    assertThat(outcome.err()).contains("Usage: npt ");
    assertThat(outcome.lastErrLine()).startsWith("Error : ").contains(text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "-a @d               | At least one of --managers and --policy-manager options must be",
        "-a @d -m @c -p a!b  | 'a!b' is not a valid atSign: ! is not allowed",
        "-a @d -m @c -d a!b  | Device name must be alphanumeric snake case, max length 36.",
        "-a @d -m @c --po h:65536 | Option --permit-open: 'h:65536' is not host:port",
        "-a @d -p @p other   | Unparsed args [other]",
        "-a @d -m @c --config /nowhere.yaml | /nowhere.yaml: cannot be read: there is no such file",
        "-m @c               | Option atsign is mandatory.",
      })
  void wrongCommandLinesOfSshnpdSayWhatIsWrong(String words, String text) {
    Outcome outcome = Harness.run(("sshnpd " + words).split(" +", -1));

    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.lastErrLine()).startsWith("Error : ").contains(text);
  }

  /** cli.md 8. */
  @ParameterizedTest
  @ValueSource(strings = {"npp_file", "npa_file", "npp_atserver"})
  void policyServicesAnswerAWrongCommandLineWithTheUsageOnStdout(String program) {
    Outcome outcome = Harness.run(program, "--nonsense");

    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.out()).startsWith("Usage: npp_");
    assertThat(outcome.firstErrLine()).startsWith("Version : ");
    assertThat(outcome.lastErrLine()).isEqualTo("Error : Unknown option: '--nonsense'");
  }

  @Test
  void aMissingKeysFileIsOneLineWithoutUsage() {
    Outcome outcome = Harness.run(with("-p 22 -k /nonexistent/@c_key.atKeys"));

    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.err().lines())
        .hasSize(1)
        .allMatch(line -> line.startsWith("Error : ") && line.contains("/nonexistent/@c_key"));
  }

  @Test
  void theKeysDirectoryOfTheEnvironmentIsUsed(@TempDir Path keys) {
    Outcome outcome =
        Harness.run(Map.of("NOPORTS_KEYS", keys.toString(), "HOME", "/h"), with("-p 22"));

    assertThat(outcome.lastErrLine()).contains(keys + "/@c_key.atKeys");
  }

  @Test
  void atActivateWithoutCommandListsThem() {
    Outcome outcome = Harness.run("at_activate");

    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.err()).contains("onboard").endsWith("Error : You must supply a command.\n");
  }

  private static String[] with(String words) {
    String[] more = words.split(" +", -1);
    String[] all = Arrays.copyOf(NPT, NPT.length + more.length);
    System.arraycopy(more, 0, all, NPT.length, more.length);
    return all;
  }
}
