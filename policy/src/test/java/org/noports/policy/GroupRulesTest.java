package org.noports.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.noports.protocol.name.AtSign;

/** Groups of users, as in the specification's example (cli.md 8). */
class GroupRulesTest {
  private static final AtSign ANN = AtSign.of("@ann");
  private static final AtSign BEN = AtSign.of("@ben");
  private static final AtSign CAROL = AtSign.of("@carol");
  private static final AtSign DEV = AtSign.of("@dev_np");
  private static final AtSign OTHER = AtSign.of("@other");

  private static final GroupRules RULES =
      new GroupRules(
          List.of(
              new UserGroup(
                  "web_team",
                  Set.of(ANN, BEN),
                  Set.of(DEV),
                  Map.of("web01", List.of("localhost:8080"), "empty", List.of()),
                  Map.of("branch_7", List.of("*:3389"))),
              new UserGroup(
                  "ann",
                  Set.of(ANN),
                  Set.of(DEV, OTHER),
                  Map.of("web01", List.of("localhost:22", "localhost:8080")),
                  Map.of())));

  private static PolicyDecision decide(AtSign client, AtSign daemon, String device, String group) {
    return RULES.decide(new PolicyQuestion(daemon, device, group, client));
  }

  @Test
  void aDeviceNamePermitsWhatAllGroupsOfTheClientPermitThere() {
    assertThat(decide(ANN, DEV, "web01", "__none__"))
        .isEqualTo(
            new PolicyDecision(
                true,
                "@ann has permission for device web01 at daemon @dev_np",
                List.of("localhost:8080", "localhost:22")));
    assertThat(decide(BEN, DEV, "web01", "branch_7").permitOpen())
        .as("the name goes before the group, nothing is added")
        .containsExactly("localhost:8080");
  }

  @Test
  void aDeviceGroupPermitsWhereNoNameDoes() {
    assertThat(decide(BEN, DEV, "pc9", "branch_7"))
        .isEqualTo(
            new PolicyDecision(
                true,
                "@ben has permission for device group branch_7 at daemon @dev_np",
                List.of("*:3389")));
  }

  @Test
  void whatNoGroupPermitsIsDeniedWithTheReason() {
    assertThat(decide(CAROL, DEV, "web01", "branch_7"))
        .isEqualTo(new PolicyDecision(false, "No permissions for @carol", List.of()));
    assertThat(decide(BEN, OTHER, "web01", "branch_7").message())
        .isEqualTo("No permissions for @ben at @other");
    assertThat(decide(BEN, DEV, "pc9", "__none__").message())
        .isEqualTo(
            "No permissions for @ben at @dev_np for either the device pc9 or the deviceGroup"
                + " __none__");
    assertThat(decide(BEN, DEV, "empty", "__none__").authorized()).isFalse();
  }

  @Test
  void allDaemonsAreKnown() {
    assertThat(RULES.daemons()).containsExactlyInAnyOrder(DEV, OTHER);
  }
}
