package org.noports.cli;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What fish and zsh themselves complete, where they are installed ({@code .ci/run} installs them);
 * bash has {@link ReferenceTest}.
 */
class ShellCompletionTest {
  /** A zsh behind a terminal of its own, whose tab key prints what it would show. */
  private static final String ZSH =
      """
      zmodload zsh/zpty || exit 2
      zpty inner zsh -f -i
      zpty -w inner "PROMPT=; fpath=($1 \\$fpath); autoload -Uz compinit; compinit -D -u"
      zpty -w inner "source $2; print ready-to-'complete'"
      zpty -r -m inner line '*ready-to-complete*'
      zpty -w -n inner "$3"$'\\t'
      zpty -r -m inner line '*completion-ends*'
      print -r -- "$line"
      zpty -d inner
      """;

  private static final String ZSH_TAB =
      """
      compadd() {
        if [[ ${@[1,(i)(-|--)]} == *-(O|A|D)\\ * ]]; then
          builtin compadd "$@"
          return $?
        fi
        local -a hits
        builtin compadd -A hits "$@"
        local hit
        for hit in "${hits[@]}"; do print -r -- "hit=$hit"; done
      }
      finish() { print -r -- "completion-""ends" }
      comppostfuncs=(finish)
      bindkey '^I' complete-word
      """;

  @TempDir private Path place;

  private void assumeInstalled(String shell) {
    assumeThat(Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1)))
        .as("%s is not installed", shell)
        .anyMatch(directory -> Files.isExecutable(Path.of(directory, shell)));
  }

  private Path completions(String shell, String name) throws IOException {
    return Files.writeString(place.resolve(name), Harness.run("completion", shell).out());
  }

  private List<String> printedBy(String... command) throws Exception {
    Process process =
        new ProcessBuilder(command)
            .directory(place.toFile())
            .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
            .redirectErrorStream(true)
            .start();
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.exitValue()).as(printed).isZero();
    return printed.lines().toList();
  }

  private List<String> completedByFish(String typed) throws Exception {
    Path script = completions("fish", "noports.fish");
    return printedBy(
            "fish", "-N", "-c", "source $argv[1]; complete -C $argv[2]", script.toString(), typed)
        .stream()
        .map(line -> line.split("\t", -1)[0])
        .toList();
  }

  private List<String> completedByZsh(String typed) throws Exception {
    Path functions = requireNonNull(completions("zsh", "_noports").getParent());
    Path tab = Files.writeString(place.resolve("tab.zsh"), ZSH_TAB);
    return printedBy("zsh", "-f", "-c", ZSH, "zsh", functions.toString(), tab.toString(), typed)
        .stream()
        .map(line -> line.replace("\r", ""))
        .filter(line -> line.contains("hit="))
        .map(line -> line.substring(line.indexOf("hit=") + 4))
        .toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "npt --require-a             | --require-aead",
        "npt -f @me --ram p          | payload",
        "npt -k pass                 | passport",
        "noports completion z        | zsh",
        "noports atdir               | atdirectory",
        "noports npt --require-a     | --require-aead",
        "noports doctor rel          | relay",
        "noports doctor relay --443-b | --443-bind-port",
        "noports at_activate onb     | onboard",
        "noports at_activate onboard --cram | --cramkey",
        "at_activate onb             | onboard",
        "at_activate onboard --cram  | --cramkey",
      })
  void realShellsCompleteWhatIsTyped(String typed, String expected) throws Exception {
    Files.writeString(place.resolve("passport"), "");
    assumeInstalled("fish");
    assertThat(completedByFish(typed)).containsExactly(expected);
    assumeInstalled("zsh");
    assertThat(completedByZsh(typed)).containsExactly(expected);
  }
}
