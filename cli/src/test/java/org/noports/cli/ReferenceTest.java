package org.noports.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.noports.cli.options.OptionReference;
import org.noports.cli.options.ProgramReference;
import org.noports.cli.reference.SharedFiles;

/** Texts made from the programs' definitions, in the hands of those that read them. */
class ReferenceTest {
  private static final Path ROOT = Path.of(System.getProperty("noports.root"));

  @TempDir private Path place;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "npt --require-a                 | --require-aead",
        "npt -f @me --ram                | --ram",
        "npt -f @me --ram p              | payload",
        "npt --ram = es                  | escr",
        "npt --no-aea                    | --no-aead",
        "sshnp --list                    | --list-devices",
        "sshnpd --strict --local-sshd    | --local-sshd-port",
        "noports npt                       | npt",
        "noports npt --require-h         | --require-hybrid",
        "noports completion z            | zsh",
        "noports doctor rel              | relay",
        "noports doctor relay --443-b    | --443-bind-port",
        "noports at_activate st          | status",
        "at_activate on                  | onboard",
        "at_activate onboard --cram      | --cramkey",
        "npt --no-such                   | ''",
        "npt -f @                        | ''",
        "npt -k pass                     | passport",
      })
  void bashCompletesWhatIsTyped(String typed, String expected) throws Exception {
    Files.writeString(place.resolve("passport"), "");

    assertThat(completedByBash(typed)).isEqualTo(expected);
  }

  @Test
  void everyOptionOfEveryProgramIsCompletedByBash() throws Exception {
    for (ProgramReference program : Programs.references()) {
      String role =
          switch (program.name()) {
            case "completion" -> " bash";
            case "doctor" -> " daemon";
            default -> "";
          };
      String words = "noports " + program.name() + role + " -";
      List<String> completed = completedByBash(words).lines().toList();
      assertThat(completed)
          .as(words)
          .containsExactlyInAnyOrderElementsOf(
              program.options().stream().flatMap(option -> option.words().stream()).toList());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"bash", "zsh", "fish"})
  void theCompletionsOfEachShellNameEveryOptionOnce(String shell) {
    Harness.Outcome printed = Harness.run("completion", shell);

    assertThat(printed.code()).isZero();
    for (ProgramReference program : Programs.references()) {
      for (OptionReference option : program.options()) {
        String longName = option.names().getLast().replaceFirst("^--?", "");
        assertThat(printed.out()).contains(longName);
      }
    }
  }

  @Test
  void anUnknownShellIsTold() {
    Harness.Outcome outcome = Harness.run("completion", "tcsh");

    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.lastErrLine()).isEqualTo("Error : 'tcsh' is none of: bash, zsh, fish");
  }

  @Test
  void anImageHasCompletionsAndAManPageForEachProgram() throws IOException {
    SharedFiles.write(place, Programs.references());

    Path pages = place.resolve("share/man/man1");
    try (Stream<Path> files = Files.list(pages)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .contains("npt.1", "sshnp.1", "sshnpd.1", "srvd.1", "noports-up.1")
          .contains("at_activate-onboard.1")
          .hasSize(Programs.references().size());
    }
    assertThat(pages.resolve("npt.1"))
        .content()
        .contains(".TH \"NPT\" \"1\"")
        .contains("npt \\- Opens a local port")
        .contains(
            ".TP\n\\fB\\-f, \\-\\-from=<atSign>\\fR\nThe client's atSign, yours (mandatory).\n")
        .contains("-o ProxyCommand".replace("-", "\\-") + "=\"npt ... \\-W %h:%p\"");
    assertThat(place.resolve("share/bash-completion/completions/noports")).isRegularFile();
    assertThat(place.resolve("share/zsh/site-functions/_noports")).isRegularFile();
    assertThat(place.resolve("share/fish/vendor_completions.d/noports.fish")).isRegularFile();
  }

  @Test
  void theOptionsPageSaysWhatTheProgramsSay() throws IOException {
    assertThat(ROOT.resolve("docs/options.md"))
        .as("made by: ./noports reference > docs/options.md")
        .content()
        .isEqualTo(Harness.run("reference").out());
  }

  @Test
  void noOptionIsDescribedByHandInATable() throws IOException {
    Pattern row = Pattern.compile("^\\| *`--?[a-zA-Z]", Pattern.MULTILINE);
    for (String page : List.of("README.md", "ARCHITECTURE.md", "SECURITY.md", "CONTRIBUTING.md")) {
      assertThat(ROOT.resolve(page)).content().doesNotContainPattern(row);
    }
  }

  /** What the function that bash was told to call gives for these words, the last one begun. */
  private String completedByBash(String typed) throws Exception {
    Path script = place.resolve("noports.bash");
    Files.writeString(script, Harness.run("completion", "bash").out());
    List<String> words = List.of(typed.strip().split(" +", -1));
    List<String> command =
        List.of(
            "bash",
            "--norc",
            "-c",
            """
            . "$1" && shift || exit 2
            [[ $(complete -p "$1") == *"-F _noports "* ]] || exit 3
            COMP_WORDS=("$@")
            COMP_CWORD=$(($# - 1))
            _noports
            for word in "${COMPREPLY[@]}"; do printf '%s\n' "$word"; done
            """,
            "bash",
            script.toString());
    Process bash =
        new ProcessBuilder(Stream.concat(command.stream(), words.stream()).toList())
            .directory(place.toFile())
            .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
            .redirectErrorStream(true)
            .start();
    String printed =
        new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    assertThat(bash.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(bash.exitValue()).as(printed).isZero();
    return printed;
  }
}
