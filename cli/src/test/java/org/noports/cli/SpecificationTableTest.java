package org.noports.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** These pages name a test for each statement of the specification; they are of all rooms. */
class SpecificationTableTest {
  private static final Path ROOT = Path.of(System.getProperty("noports.root"));
  private static final Pattern NAMED_TEST = Pattern.compile("`(\\w+Test)\\.(\\w+)`");

  @ParameterizedTest
  @ValueSource(strings = {"atprotocol.md", "cli.md", "sessions.md"})
  void everyStatementHasATestThatThereIs(String name) throws Exception {
    String page = Files.readString(ROOT.resolve("docs").resolve(name));
    List<String> statements =
        page.split("\n## Otherwise", 2)[0]
            .lines()
            .filter(line -> line.matches("\\| [0-9].*"))
            .toList();
    assertThat(statements)
        .hasSizeGreaterThan(50)
        .allMatch(statement -> NAMED_TEST.matcher(statement).find());
    Map<String, List<String>> tests = tests();
    List<String> missing = new ArrayList<>();
    for (MatchResult named : NAMED_TEST.matcher(page).results().toList()) {
      Pattern method = Pattern.compile("(?m)^ +void %s\\(".formatted(named.group(2)));
      if (tests.getOrDefault(named.group(1), List.of()).stream()
          .noneMatch(text -> method.matcher(text).find())) {
        missing.add(named.group());
      }
    }
    assertThat(missing).isEmpty();
  }

  /** The texts of the test classes of each name: two rooms may have one of the same name. */
  private static Map<String, List<String>> tests() throws IOException {
    Map<String, List<String>> tests = new TreeMap<>();
    try (Stream<Path> rooms = Files.list(ROOT)) {
      for (Path room : rooms.map(room -> room.resolve("src/test/java")).toList()) {
        if (Files.isDirectory(room)) {
          addTests(room, tests);
        }
      }
    }
    return tests;
  }

  private static void addTests(Path room, Map<String, List<String>> tests) throws IOException {
    try (Stream<Path> files = Files.walk(room)) {
      for (Path file : files.filter(file -> file.toString().endsWith("Test.java")).toList()) {
        String name = file.getFileName().toString().replace(".java", "");
        tests.computeIfAbsent(name, _ -> new ArrayList<>()).add(Files.readString(file));
      }
    }
  }
}
