package org.noports.cli.configfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Reading config files (cli.md 3.3). */
class ConfigFileTest {
  private static final Path FILE = Path.of("srvd.yaml");

  private static ConfigFile parse(String text) {
    return ConfigFile.parse(FILE, text);
  }

  @Test
  void tablesBecomePathsAndListsBecomeWordsWithCommas() {
    ConfigFile file =
        parse(
            """
            # what it is for
            atsign:
              atsign: '@relay'
            access: {managers: ['@alice', bob]}
            runtime:
              verbose: true
              metrics:
            """);
    assertThat(file.settings())
        .containsOnlyKeys(
            "/atsign/atsign", "/access/managers", "/runtime/verbose", "/runtime/metrics")
        .containsEntry("/atsign/atsign", new ConfigFile.Setting("@relay", 3))
        .containsEntry("/access/managers", new ConfigFile.Setting("@alice,bob", 4))
        .containsEntry("/runtime/metrics", new ConfigFile.Setting("", 7));
  }

  @Test
  void anEmptyFileSetsNothing() {
    assertThat(parse("").settings()).isEmpty();
    assertThat(parse("# only this\n").settings()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a: [1                    | srvd.yaml line 2: not YAML",
        "a: 1\\na: 2               | srvd.yaml",
        "atsign: @relay           | srvd.yaml line 1: not YAML",
        "just words               | srvd.yaml line 1: a config file is a table of keys",
        "- a\\n- b                 | srvd.yaml line 1: a config file is a table of keys",
        "a:\\n  - b: 1             | srvd.yaml line 2: /a is a list of values",
        "[1, 2]: 3                | srvd.yaml",
        "a: {b: {c: {d: {e: {f: {g: {h: {i: 1}}}}}}}} | srvd.yaml line 1: nested too deep",
      })
  void whatIsNoConfigFileIsRefusedWithItsLine(String text, String message) {
    assertThatThrownBy(() -> parse(text.replace("\\n", "\n") + "\n"))
        .isInstanceOf(ConfigProblem.class)
        .hasMessageStartingWith(message)
        .message()
        .doesNotContain("\n");
  }

  @Test
  void aFewLinesThatStandForVeryManySettingsAreRefused() {
    StringBuilder bomb = new StringBuilder("a0: &a0 {x: 1}\n");
    for (int i = 1; i < 7; i++) {
      bomb.append("a%d: &a%d {".formatted(i, i));
      for (int j = 0; j < 20; j++) {
        bomb.append("k%d: *a%d, ".formatted(j, i - 1));
      }
      bomb.append("z: 1}\n");
    }
    assertThatThrownBy(() -> parse(bomb.toString()))
        .isInstanceOf(ConfigProblem.class)
        .hasMessageStartingWith("srvd.yaml");
  }

  @Test
  void garbageIsRefusedInOneLine() {
    Random random = new Random(3);
    String alphabet = "ab:-{}[]&*!|>'\"%@`,?#\n \t\u0000\u00e9";
    for (int i = 0; i < 500; i++) {
      StringBuilder garbage = new StringBuilder();
      for (int c = random.nextInt(60); c >= 0; c--) {
        garbage.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      try {
        assertThat(parse(garbage.toString()).settings().size()).isLessThan(100);
      } catch (ConfigProblem e) {
        assertThat(e.getMessage()).startsWith("srvd.yaml").doesNotContain("\n");
      }
    }
  }

  @Test
  void aFileThatIsNotThereIsNamed() {
    assertThatThrownBy(() -> ConfigFile.read(Path.of("/nowhere/srvd.yaml")))
        .isInstanceOf(ConfigProblem.class)
        .hasMessageContaining("/nowhere/srvd.yaml: cannot be read");
  }
}
