package org.noports.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.noports.atclient.RpcFailed;
import org.noports.fixtures.LogWitness;
import org.noports.protocol.json.JsonArray;
import org.noports.protocol.json.JsonObject;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.name.SessionId;
import org.noports.protocol.session.PermitOpen;
import org.noports.protocol.session.ServiceAddress;

/** Sessions whose clients lose their permission while they live (sessions.md 8.2, 18). */
class GrantWatchTest {
  private static final AtSign POLICY = AtSign.of("@policy");
  private static final Duration OFTEN = Duration.ofMillis(50);

  private final AtomicInteger asked = new AtomicInteger();

  /** What the service answers; null for nothing. */
  private volatile @Nullable PolicyAnswer says = allowed("localhost:8080");

  private static PolicyAnswer allowed(String... services) {
    return new PolicyAnswer(true, "", PermitOpen.of(List.of(services)));
  }

  private DaemonRig rig(Duration interval) throws Exception {
    DaemonRig rig =
        DaemonRig.startWithoutManagers(config -> config.policy(POLICY).policyCheck(interval));
    rig.edge.policy =
        (to, question, limit) -> {
          asked.incrementAndGet();
          return answer();
        };
    rig.alice.send(rig.request());
    assertThat(rig.alice.answer()).startsWith("{");
    return rig;
  }

  private JsonObject answer() {
    PolicyAnswer now = says;
    if (now == null) {
      throw new RpcFailed("nobody answers", new TimeoutException());
    }
    return JsonObject.builder()
        .put("authorized", now.authorized())
        .put("message", now.message())
        .put("permitOpen", JsonArray.ofStrings(now.permitOpen().entries()))
        .build();
  }

  private void awaitRounds() {
    int before = asked.get();
    await().until(() -> asked.get() >= before + 3);
  }

  @Test
  void aClientThatIsDeniedLosesItsSession() throws Exception {
    try (LogWitness log = new LogWitness("org.noports.daemon");
        DaemonRig rig = rig(OFTEN)) {
      awaitRounds();
      assertThat(rig.daemon.sessions()).isEqualTo(1);
      says = new PolicyAnswer(false, "No permissions for @alice", PermitOpen.of(List.of()));
      await().until(() -> rig.daemon.sessions() == 0);
      assertThat(log.lines())
          .anyMatch(line ->
              line.endsWith("is ended: its permission was withdrawn: No permissions for @alice"));
    }
  }

  @Test
  void soDoesOneWhoseServiceIsNoLongerPermittedAndOnlyThat() throws Exception {
    try (DaemonRig rig = rig(OFTEN)) {
      says = allowed("localhost:22", "*:8080");
      awaitRounds();
      assertThat(rig.daemon.sessions()).isEqualTo(1);
      says = allowed("localhost:22");
      await().until(() -> rig.daemon.sessions() == 0);
    }
  }

  @Test
  void aServiceThatDoesNotAnswerEndsNothing() throws Exception {
    try (DaemonRig rig = rig(OFTEN)) {
      says = null;
      awaitRounds();
      assertThat(rig.daemon.sessions()).isEqualTo(1);
    }
  }

  @Test
  void managersAreNotAskedAbout() throws Exception {
    try (DaemonRig rig = DaemonRig.start(config -> config.policy(POLICY).policyCheck(OFTEN))) {
      rig.edge.policy =
          (to, question, limit) -> {
            asked.incrementAndGet();
            return answer();
          };
      rig.alice.send(rig.request());
      assertThat(rig.alice.answer()).startsWith("{");
      try (ScriptedClient carol = rig.client(DaemonRig.CAROL)) {
        carol.send(
            carol.request(
                SessionId.random(ScriptedClient.RANDOM), rig.relay.port(), DaemonRig.WEB));
        assertThat(carol.answer()).startsWith("{");
        says = new PolicyAnswer(false, "nobody", PermitOpen.of(List.of()));
        await().until(() -> rig.daemon.sessions() == 1);
      }
      assertThat(rig.daemon.sessions()).as("that of the manager").isEqualTo(1);
    }
  }

  @Test
  void furtherServicesOfASessionCountAsItsOwn() {
    SessionRights rights =
        new SessionRights(
            new Access.Granted(PermitOpen.EVERYTHING), ServiceAddress.of("localhost", 22));
    assertThat(rights.change(granted("localhost:22"))).isTrue();
    assertThat(rights.granted().services().entries()).containsExactly("localhost:22");
    rights.reaches(ServiceAddress.of("localhost", 80));
    assertThat(rights.change(granted("localhost:22"))).isFalse();
    assertThat(rights.change(granted("localhost:*"))).isTrue();
  }

  @Test
  void whoReachesMoreThanIsRememberedMustKeepAllThatWasGranted() {
    SessionRights rights =
        new SessionRights(granted("*:*", "a:1"), ServiceAddress.of("localhost", 22));
    for (int port = 1; port <= 1001; port++) {
      rights.reaches(ServiceAddress.of("localhost", port));
    }
    assertThat(rights.change(granted("a:1", "*:*"))).isTrue();
    assertThat(rights.change(granted("*:*"))).isFalse();
  }

  private static Access.Granted granted(String... services) {
    return new Access.Granted(PermitOpen.of(List.of(services)));
  }
}
