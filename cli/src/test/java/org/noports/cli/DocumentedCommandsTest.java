package org.noports.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.noports.client.SshCommand;

/**
 * Every command line that the documents of NoPorts show (cli.md 17), read from the specification
 * itself, and those that its checklist names (cli.md 21). Each is run as it stands, in an
 * environment without keys: the program must understand all of it and stop only where it needs its
 * keys. That whole sessions work is for the system tests.
 */
class DocumentedCommandsTest {
  private static final Path ROOT = Path.of(System.getProperty("noports.root"));

  /** An installer's. */
  private static final Set<String> ELSEWHERE = Set.of("curl");

  @TempDir private static Path home;

  /** The lines of the first block of section 17. */
  static List<String> documented() throws Exception {
    String text = Files.readString(ROOT.resolve("docs/spec/cli.md"));
    int from = text.indexOf("## 17. Documented commands");
    int to = text.indexOf("ssh config integration", from);
    List<String> lines = new ArrayList<>();
    for (String line : text.substring(from, to).split("\n", -1)) {
      if (line.startsWith("    ")) {
        Arrays.stream(line.strip().split("#", -1)[0].split(" {3,}", -1))
            .map(String::strip)
            .filter(command -> !command.isEmpty())
            .forEach(lines::add);
      }
    }
    return lines;
  }

  static Stream<String> ofThisRelease() throws Exception {
    return documented().stream()
        .map(DocumentedCommandsTest::whole)
        .filter(line -> !ELSEWHERE.contains(words(line).getFirst()));
  }

  /** What stands for "as above", and around the command. */
  private static String whole(String line) {
    String command =
        line.startsWith("$(")
            ? line.substring(2, line.indexOf(')')).replace("2>/dev/null", "")
            : line;
    return command
        .replace("npt ...", "npt -f @c -t @d -r @rv_am -d orac -p 22")
        .replace("[-s]", "-s")
        .replace("~/", home + "/");
  }

  private static List<String> words(String line) {
    return SshCommand.words(line);
  }

  /** What follows the name of the program that runs all others. */
  private static List<String> program(List<String> words) {
    return words.getFirst().equals("noports") ? words.subList(1, words.size()) : words;
  }

  private static Harness.Outcome run(List<String> words) {
    return Harness.run(
        Map.of("HOME", home.toString(), "USER", "tester"), program(words).toArray(String[]::new));
  }

  private static void assertStopsForWantOfKeys(List<String> words) throws Exception {
    Path identity = home.resolve(".ssh/id_ed25519.pub");
    Files.createDirectories(identity.getParent());
    Files.writeString(
        identity,
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGdvZXMgbm93aGVyZSwgaXMgb25seSBhIHRlc3Qh a@b\n");
    Harness.Outcome outcome = run(words);
    assertThat(outcome.code()).isEqualTo(words.getFirst().equals("noports") ? 2 : 1);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.lastErrLine()).as(outcome.err()).startsWith("Error : no keys file of @");
    assertThat(outcome.err()).doesNotContain("Usage:");
  }

  @Test
  void theSpecificationHasTheLinesThisTestReads() throws Exception {
    assertThat(documented())
        .hasSizeGreaterThan(25)
        .anyMatch(line -> line.contains("-o \"-D 1080\""))
        .anyMatch(line -> line.startsWith("$(sshnp"))
        .contains("npt ... -x", "npt ... --no-pss");
  }

  @ParameterizedTest
  @MethodSource("ofThisRelease")
  void aDocumentedCommandIsUnderstood(String line) throws Exception {
    List<String> words = words(line);
    if (words.contains("-x") || words.contains("--output-execution-command") || isDaemon(words)) {
      assertParsed(words);
    } else if (words.contains("-K")) {
      assertParsed(words);
    } else {
      assertStopsForWantOfKeys(words);
    }
  }

  private static boolean isDaemon(List<String> words) {
    return Set.of("sshnpd", "srvd", "npp_atserver", "np_admin").contains(words.getFirst())
        || words.contains("enroll")
        || words.contains("onboard")
        || words.contains("activate")
        || List.of("at_activate", "-a").equals(words.subList(0, 2));
  }

  /** Those would wait for their keys, or leave a process behind: {@code --help} is read last. */
  private static void assertParsed(List<String> words) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    List<String> more = new ArrayList<>(program(words));
    more.add("--version");
    int code =
        new Programs(TestTerminal.writingTo(out, err, Map.of("HOME", home.toString())))
            .run(more.toArray(String[]::new));
    assertThat(code).as(err.toString(StandardCharsets.UTF_8)).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8)).startsWith("Version : ");
    assertThat(err.size()).isZero();
  }

  /** cli.md 21, 3 and 5. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "sshnp -f @c -t @d -d x -h @relay",
        "sshnp -f @c -t @d -d x --host @relay",
        "sshnp -f @c -t @d -d x -r @good -h @bad",
        "sshnp -f @c -t @d -d x -r @a,@b",
        "sshnp -f @c -t @d -d x",
        "sshnp -f @c -t @d -d x -r @r --no-ad --no-et",
        "sshnp -f @c -t @d -d x -r @r --443",
        "sshnp -f @c -t @d -d x -r @r --only-port 443 --ram escr",
        "sshnp -f @c -t @d -d x -r @r --ssh-client openssh --ssh-algorithm ssh-rsa",
        "sshnp -f @c -t @d -d x -r @r --ssh-client=dart -i key",
        "sshnp -f @c -t @d -d x -r @r -xq",
        "sshnp -f @c --ls",
        "npt -f @c -t @d -d x -r @r -p 22 --no-et",
        "npt -f @c -t @d -d x -r @r -p 22 --no-encrypt-rvd-traffic",
        "npt -f @c -t @d -d x -p 22",
        "npt -f @c -t @d -d x -r @r,@s -p 22 --rh h --lp 1 --lh 127.0.0.1",
      })
  void whatTheChecklistNamesIsUnderstood(String line) throws Exception {
    assertStopsForWantOfKeys(words(line));
  }

  /** cli.md 21, 9. */
  @ParameterizedTest
  @ValueSource(strings = {"npt", "sshnp", "sshnpd", "srvd"})
  void withoutArgumentsTheFirstLineIsTheVersion(String program) {
    Harness.Outcome outcome = run(List.of(program));
    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.firstErrLine()).startsWith("Version : ");
  }

  /** cli.md 21, 8, as far as parsing goes. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "sshnpd -su -a @d -m @a,@b",
        "sshnpd -a @d --manager @a --po localhost:22 '' ''",
        "sshnpd -a @d -p ' @p' --dg g",
      })
  void daemonsAreStartedAsServiceFilesDo(String line) {
    assertParsed(words(line));
  }
}
