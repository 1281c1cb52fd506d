package org.noports.cli.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.noports.cli.configfile.ConfigFile;
import org.noports.cli.options.EnvironmentProblem;
import org.noports.policy.GroupRules;
import org.noports.policy.UserGroup;
import org.noports.protocol.name.AtSign;

/** The file of npp_file (cli.md 8). */
class GroupFileTest {
  @TempDir private Path directory;

  private GroupRules read(String text) throws IOException {
    Path file = Files.writeString(directory.resolve("policy.yaml"), text);
    return GroupFile.rules(ConfigFile.read(file));
  }

  @Test
  void theSpecificationsExampleIsUnderstood() throws IOException {
    GroupRules rules =
        read(
            """
            userGroups:
              "web_team":
                userAtSigns: ["@ann", "@Ben"]
                permissions:
                  daemonAtSigns: ["@dev_np"]
                  deviceNames:
                    "Web01": ["localhost:8080", "db:5432"]
                  deviceGroupNames:
                    "branch_7": ["*:3389"]
              nobody:
            """);

    assertThat(rules.groups())
        .containsExactly(
            new UserGroup(
                "web_team",
                Set.of(AtSign.of("@ann"), AtSign.of("@ben")),
                Set.of(AtSign.of("@dev_np")),
                Map.of("web01", List.of("localhost:8080", "db:5432")),
                Map.of("branch_7", List.of("*:3389"))));
    assertThat(GroupFile.expanded(rules)).hasSize(2);
    assertThat(GroupFile.expanded(rules).getFirst())
        .startsWith("web_team: [@")
        .endsWith("may reach [localhost:8080, db:5432] at device web01 of [@dev_np]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "groups: {a: b} | line 1: unknown key /groups/a",
        "userGroups: {a: {users: [b]}} | line 1: unknown key /userGroups/a/users",
        "userGroups: {a: {userAtSigns: ['a b']}} | line 1: ",
        "userGroups: {a: {permissions: {deviceNames: {x: [localhost]}}}} | 'localhost' is not host:port",
        "userGroups: {a: {permissions: {deviceNames: {'a!': ['h:1']}}}} | line 1: ",
      })
  void whatIsNotUnderstoodIsAnErrorWithItsLine(String text, String message) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(EnvironmentProblem.class)
        .hasMessageContaining("policy.yaml line 1")
        .hasMessageContaining(message.strip());
  }
}
