package org.noports.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;

/** The table of attacks in docs/relay.md names tests and reasons that there are. */
final class AttackTableTest {
  private static final Pattern NAMED_TEST = Pattern.compile("`(\\w+Test)\\.(\\w+)`");

  private static String page() throws IOException {
    return Files.readString(Path.of(System.getProperty("noports.root"), "docs/relay.md"));
  }

  private static List<MatchResult> found(Pattern pattern) throws IOException {
    return pattern.matcher(page()).results().toList();
  }

  @Test
  void every_attack_has_a_test() throws Exception {
    List<String> rows =
        page()
            .lines()
            .filter(line -> line.startsWith("| ") && !line.contains("| tests |"))
            .toList();
    assertThat(rows).hasSizeGreaterThan(15).allMatch(row -> NAMED_TEST.matcher(row).find());
    List<String> missing = new ArrayList<>();
    for (MatchResult named : found(NAMED_TEST)) {
      Class<?> test = Class.forName("org.noports.relay." + named.group(1));
      boolean there =
          Stream.of(test.getDeclaredMethods())
              .anyMatch(method ->
                  method.getName().equals(named.group(2))
                      && (method.isAnnotationPresent(Test.class)
                          || method.isAnnotationPresent(ParameterizedTest.class)));
      if (!there) {
        missing.add(named.group());
      }
    }
    assertThat(missing).isEmpty();
  }

  @Test
  void every_reason_is_one_of_the_relay_s() throws Exception {
    assertThat(found(Pattern.compile("unproved\\{(\\w+)}")))
        .extracting(reason -> reason.group(1))
        .filteredOn(reason -> !reason.equals("reason"))
        .isSubsetOf(texts(AuthFailure.values(), AuthFailure::text));
    assertThat(found(Pattern.compile("refused\\{(\\w+)}")))
        .extracting(reason -> reason.group(1))
        .filteredOn(reason -> !reason.equals("reason"))
        .isSubsetOf(texts(RefusalReason.values(), RefusalReason::text));
  }

  private static <T> List<String> texts(T[] values, Function<T, String> text) {
    return Arrays.stream(values).map(text).toList();
  }
}
