package org.noports.cli.sshnp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.noports.cli.options.UsageProblem;
import org.noports.client.SshCommand;

class SshWordsTest {
  private static SshWords parse(String line) {
    return SshWords.parse(SshCommand.words(line));
  }

  @ParameterizedTest
  @CsvSource({
    "-L 8080:localhost:80, localhost:8080 > localhost:80",
    "-L8080:localhost:80, localhost:8080 > localhost:80",
    "-L 0.0.0.0:0:db:5432, 0.0.0.0:0 > db:5432",
    "-L [::1]:1:[fd00::7]:2, ::1:1 > fd00::7:2",
    "-D 1080, localhost:1080 > *",
    "-D127.0.0.1:1080, 127.0.0.1:1080 > *",
  })
  void forwardsAreTakenApart(String line, String expected) {
    SshWords words = parse(line + " -q -o StrictHostKeyChecking=no");
    String found =
        words.local().isEmpty()
            ? text(words.dynamic().getFirst()) + " > *"
            : text(words.local().getFirst().from()) + " > " + text(words.local().getFirst().to());
    assertThat(found).isEqualTo(expected);
    assertThat(words.forwardOnly()).isFalse();
  }

  private static String text(SshWords.Endpoint place) {
    return place.host() + ":" + place.port();
  }

  @Test
  void withoutAShellItOnlyForwards() {
    assertThat(parse("-N -L 1:a:2 -L 3:b:4").forwardOnly()).isTrue();
    assertThat(parse("-N -L 1:a:2 -L 3:b:4").local()).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource({
    "-R 1:a:2, does not know '-R'",
    "-L 1:a, is not a forward",
    "-L x:a:2, is not a forward",
    "-L 1:a:70000, is not a forward",
    "-D, lacks its value",
    "-o ProxyCommand=x, does not know -o ProxyCommand=x",
    "ls, does not know 'ls'",
  })
  void whatTheBuiltInClientCannotDoIsSaid(String line, String text) {
    assertThatThrownBy(() -> parse(line))
        .isInstanceOf(UsageProblem.class)
        .hasMessageContaining(text);
  }
}
