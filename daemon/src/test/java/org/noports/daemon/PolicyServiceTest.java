package org.noports.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.noports.daemon.DaemonRig.ALICE;
import static org.noports.daemon.DaemonRig.CAROL;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.noports.atclient.AtServerUnreachable;
import org.noports.atclient.NotifyOptions;
import org.noports.atclient.RpcFailed;
import org.noports.atclient.Subscription;
import org.noports.daemon.PostOffice.ScriptedPolicy;
import org.noports.fixtures.ListeningRelay;
import org.noports.protocol.json.Json;
import org.noports.protocol.json.JsonArray;
import org.noports.protocol.json.JsonObject;
import org.noports.protocol.name.AtKey;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.name.SessionId;
import org.noports.protocol.session.PingAnswer;

/** A daemon that asks a policy service (sessions.md 7). */
class PolicyServiceTest {
  private static final AtSign POLICY = AtSign.of("@policy");
  private static final Duration SILENCE = Duration.ofMillis(300);
  private static final AtSign RELAY = AtSign.of("@relay");

  private static DaemonRig rig(ScriptedPolicy policy) throws Exception {
    DaemonRig rig =
        DaemonRig.startWithoutManagers(config -> config.policy(POLICY).deviceGroup("branch_7"));
    rig.edge.policy = policy;
    return rig;
  }

  private static JsonObject answer(boolean authorized, String message, String... permitOpen) {
    return JsonObject.builder()
        .put("authorized", authorized)
        .put("message", message)
        .put("permitOpen", JsonArray.ofStrings(List.of(permitOpen)))
        .build();
  }

  @Test
  void theServiceIsAskedAsSpecifiedAndItsYesAdmits() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    try (DaemonRig rig =
        rig((to, question, limit) -> {
          asked.incrementAndGet();
          assertThat(to).isEqualTo(POLICY);
          assertThat(limit).isEqualTo(Duration.ofSeconds(10));
          assertThat(question.canonical())
              .isEqualTo(
                  "{\"daemonAtsign\":\"@bob\",\"daemonDeviceName\":\"box\","
                      + "\"daemonDeviceGroupName\":\"branch_7\",\"clientAtsign\":\"@alice\"}");
          return answer(true, "", "localhost:*");
        })) {
      rig.alice.ping();
      assertThat(PingAnswer.parse(rig.alice.answer()).deviceGroupName()).isEqualTo("branch_7");
      rig.alice.send(rig.request());
      assertThat(rig.alice.answer()).startsWith("{");
      assertThat(asked).as("the answer serves for 15 s").hasValue(1);
      rig.office.now = rig.office.now.plusSeconds(16);
      rig.alice.ping();
      assertThat(rig.alice.answer()).startsWith("{");
      assertThat(asked).hasValue(2);
    }
  }

  @Test
  void itsNoIsToldInItsOwnWordsMadeSafe() throws Exception {
    try (DaemonRig rig =
        rig((to, question, limit) ->
            answer(false, "No permissions\n\u001b[1m for @alice", "*:*"))) {
      rig.alice.ping();
      assertThat(rig.alice.refusal()).isEqualTo("No permissions\\u{a}\\u{1b}[1m for @alice");
      rig.alice.send(rig.request());
      assertThat(rig.alice.refusal()).startsWith("No permissions");
      assertThat(rig.relay.connections).isEmpty();
    }
  }

  @Test
  void bothListsMustAllowATarget() throws Exception {
    try (DaemonRig rig = rig((to, question, limit) -> answer(true, "", "localhost:22"))) {
      rig.alice.send(rig.request());
      assertThat(rig.alice.answer())
          .isEqualTo(
              "Connection to localhost:8080 denied based on POLICY --permit-open [localhost:22]");
    }
    try (DaemonRig rig = rig((to, question, limit) -> answer(true, ""))) {
      rig.alice.ping();
      assertThat(rig.alice.answer()).as("an empty list admits to pings").startsWith("{");
      rig.alice.send(rig.request());
      assertThat(rig.alice.answer()).contains("denied based on POLICY --permit-open []");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"authorized\":\"true\",\"permitOpen\":[\"*:*\"]}",
        "{\"authorized\":1,\"permitOpen\":[\"*:*\"]}",
        "{\"authorized\":null}",
        "{\"authorized\":true,\"permitOpen\":\"*:*\"}",
        "{\"authorized\":true,\"permitOpen\":[1]}",
        "{\"authorized\":true,\"permitOpen\":[\"*:*\"],\"message\":7}",
      })
  void anAnswerThatIsNoneDenies(String payload) throws Exception {
    try (DaemonRig rig = rig((to, question, limit) -> Json.parseObject(payload))) {
      rig.alice.ping();
      assertThat(rig.alice.refusal()).startsWith("the answer of @policy is malformed: ");
    }
  }

  @Test
  void anAnswerThatIsTooLongDenies() throws Exception {
    List<String> many =
        IntStream.rangeClosed(0, PolicyAnswer.MOST_RULES).mapToObj(i -> "h:" + i).toList();
    try (DaemonRig rig =
        rig((to, question, limit) -> answer(true, "", many.toArray(String[]::new)))) {
      rig.alice.ping();
      assertThat(rig.alice.refusal()).contains("too many rules");
    }
    try (DaemonRig rig = rig((to, question, limit) -> answer(true, "", "h".repeat(301)))) {
      rig.alice.ping();
      assertThat(rig.alice.refusal()).contains("is not a list of host:port");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "silent   | Timed out waiting for authorizer response",
        "refusing | it is on holiday",
        "off      | @policy cannot be asked: no way to it",
        "broken   | the policy service could not be asked",
      })
  void whoeverCannotBeAskedDenies(String how, String reason) throws Exception {
    ScriptedPolicy policy =
        (to, question, limit) -> {
          throw switch (how) {
            case "silent" -> new RpcFailed("no answer", new TimeoutException());
            case "refusing" -> new RpcFailed("it is on holiday");
            case "off" -> new AtServerUnreachable("no way to it");
            default -> new IllegalStateException("a defect");
          };
        };
    try (DaemonRig rig = rig(policy)) {
      rig.alice.ping();
      assertThat(rig.alice.refusal()).isEqualTo(reason);
      rig.alice.send(rig.request());
      assertThat(rig.alice.refusal()).isEqualTo(reason);
      assertThat(rig.relay.connections).isEmpty();
    }
  }

  @Test
  void silenceForTheWholeTimeDenies() throws Exception {
    PolicyService service =
        new PolicyService(
            POLICY,
            DaemonRig.BOB,
            DaemonRig.config(List.of()).build(),
            new PolicyLine() {
              @Override
              public JsonObject ask(AtSign policy, JsonObject question, Duration limit)
                  throws InterruptedException {
                new CountDownLatch(1).await();
                throw new AssertionError("interrupted only");
              }

              @Override
              public void close() {}
            },
            InstantSource.system(),
            Duration.ofMillis(50));
    assertThat(service.decide(ALICE))
        .isEqualTo(new Access.Denied("Timed out waiting for authorizer response"));
  }

  @Test
  void managersAreNotAskedAboutAndNotHeldUpByASlowService() throws Exception {
    CountDownLatch slow = new CountDownLatch(1);
    AtomicInteger asked = new AtomicInteger();
    DaemonLimits limits = new DaemonLimits(4, 4, 4, 4, 4, 4);
    try (DaemonRig rig = DaemonRig.start(config -> config.policy(POLICY).limits(limits))) {
      rig.edge.policy =
          (to, question, limit) -> {
            asked.incrementAndGet();
            assertThat(slow.await(20, TimeUnit.SECONDS)).isTrue();
            return answer(true, "", "*:*");
          };
      for (int i = 0; i < 50; i++) {
        rig.office.ping(AtSign.of("@stranger" + i), DaemonRig.BOB, DaemonRig.DEVICE);
      }
      rig.alice.ping();
      assertThat(rig.alice.answer()).startsWith("{");
      assertThat(asked.get()).isLessThanOrEqualTo(4);
      slow.countDown();
      try (ScriptedClient carol = rig.client(CAROL)) {
        await()
            .until(() -> {
              carol.ping();
              return carol.answer(SILENCE) != null;
            });
      }
    }
  }

  @Test
  void manyMessagesOfOneSenderAreOneQuestion() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    CountDownLatch all = new CountDownLatch(1);
    try (DaemonRig rig =
        rig((to, question, limit) -> {
          asked.incrementAndGet();
          assertThat(all.await(20, TimeUnit.SECONDS)).isTrue();
          return answer(true, "", "*:*");
        })) {
      for (int i = 0; i < 10; i++) {
        rig.alice.ping();
      }
      await().until(() -> asked.get() == 1);
      all.countDown();
      for (int i = 0; i < 10; i++) {
        assertThat(rig.alice.answer()).startsWith("{");
      }
      assertThat(asked).hasValue(1);
    }
  }

  @Test
  void theServiceHearsOfTheDaemonAndSaysWhereEventsGo() throws Exception {
    PostOffice office = new PostOffice();
    PostOffice.Edge policy = office.edge(POLICY);
    PostOffice.Edge relayEdge = office.edge(RELAY);
    try (Subscription heard = policy.subscribe(Pattern.compile("devices"));
        Subscription told = relayEdge.subscribe(Pattern.compile("logging"));
        ListeningRelay relay = new ListeningRelay();
        ScriptedClient alice = new ScriptedClient(office, ALICE, DaemonRig.BOB, DaemonRig.DEVICE);
        Daemon daemon =
            Daemon.start(
                DaemonRig.config(List.of(ALICE)).policy(POLICY).build(),
                office.edge(DaemonRig.BOB),
                InstantSource.system(),
                ScriptedClient.RANDOM)) {
      var beat = Objects.requireNonNull(heard.poll(Duration.ofSeconds(10)));
      assertThat(beat.key().text()).isEqualTo("@policy:box.devices.policy.sshnp@bob");
      assertThat(PingAnswer.parse(String.valueOf(beat.value())).deviceName()).isEqualTo("box");

      String target =
          "{\"atSign\":\"@logger\",\"topic\":\"abc.events.logging.sshnp\",\"ttln\":60000}";
      var config = AtKey.shared(DaemonRig.BOB, "config.box.devices.policy.sshnp", POLICY);
      for (String value :
          List.of("x", "{\"eventLoggingConfig\":7}", "{\"eventLoggingConfig\":" + target + "}")) {
        policy.notify(config, value, NotifyOptions.DEFAULT);
      }
      await()
          .until(() -> {
            alice.send(
                alice.request(
                    SessionId.random(ScriptedClient.RANDOM), relay.port(), DaemonRig.WEB));
            assertThat(alice.answer()).startsWith("{");
            var event = told.poll(SILENCE);
            return event != null && target.equals(event.value());
          });
      assertThat(daemon.sessions()).isPositive();
    }
  }
}
