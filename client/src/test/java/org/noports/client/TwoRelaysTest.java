package org.noports.client;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.noports.atclient.NotifyOptions;
import org.noports.atclient.ReceivedNotification;
import org.noports.atclient.Subscription;
import org.noports.protocol.name.SessionId;
import org.noports.protocol.relay.Nonce;
import org.noports.protocol.relay.PortAnswer;
import org.noports.protocol.relay.PortRequest;
import org.noports.protocol.session.MessageName;
import org.noports.protocol.session.ServiceAddress;
import org.noports.relay.RefusalReason;
import org.noports.relay.Relay;

/** Two relay processes on one atSign, each with connections of its own (sessions.md 1.4). */
class TwoRelaysTest {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Duration SOON = Duration.ofSeconds(30);

  @TempDir static Path directory;
  private static WholeSystem system;
  private static Relay other;

  @BeforeAll
  static void start() throws Exception {
    system = new WholeSystem(directory);
    other = system.startOneMoreRelay();
  }

  @AfterAll
  static void stop() {
    system.close();
  }

  private static SessionId ask(boolean multipleAcksOk) {
    PortRequest request =
        PortRequest.of(
                SessionId.random(RANDOM), WholeSystem.ALICE, WholeSystem.BOB, Nonce.random(RANDOM))
            .multipleAcksOk(multipleAcksOk)
            .build();
    system.alice.notify(
        MessageName.portRequest(WholeSystem.RELAY, WholeSystem.DEVICE, WholeSystem.ALICE),
        request.toJson().canonical(),
        NotifyOptions.DEFAULT);
    return request.sessionId();
  }

  private static long started() {
    return system.relay.statistics().sessionsStarted() + other.statistics().sessionsStarted();
  }

  private static long leftToOthers() {
    return system.relay.statistics().sessionsLeftToOthers()
        + other.statistics().sessionsLeftToOthers();
  }

  private static PortAnswer next(Subscription answers) throws InterruptedException {
    ReceivedNotification received = requireNonNull(answers.poll(SOON), "no answer");
    return PortAnswer.parse(String.valueOf(received.value()), true);
  }

  @Test
  void exactlyOneAnswersAClientThatWantsOneAnswer() throws Exception {
    long startedBefore = started();
    int openBefore = system.relay.sessions() + other.sessions();
    int count = 5;
    try (Subscription answers = system.alice.subscribe(MessageName.toRelay())) {
      Set<SessionId> asked = new HashSet<>();
      for (int i = 0; i < count; i++) {
        asked.add(ask(false));
      }
      await().atMost(SOON).until(() -> leftToOthers() == count);
      List<String> answered = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        ReceivedNotification received = requireNonNull(answers.poll(SOON), "no answer");
        answered.add(received.key().text());
      }
      assertThat(answered)
          .containsExactlyInAnyOrderElementsOf(
              asked.stream().map(id -> "@alice:" + id + ".sshrvd@relay").toList());
      assertThat(started() - startedBefore).isEqualTo(count);
      assertThat(system.relay.sessions() + other.sessions())
          .isLessThanOrEqualTo(openBefore + count);
    }
  }

  @Test
  void bothAnswerAClientThatTakesTheFirst() throws Exception {
    try (Subscription answers = system.alice.subscribe(MessageName.toRelay())) {
      SessionId id = ask(true);
      PortAnswer first = next(answers);
      PortAnswer second = next(answers);
      assertThat(Set.of(first.portA(), first.portB(), second.portA(), second.portB()))
          .as("ports of session " + id)
          .hasSize(4);
    }
    assertSessionReachesItsService();
  }

  private static void assertSessionReachesItsService() throws Exception {
    try (HelloOnce service = new HelloOnce();
        OpenSession session =
            NptClient.connect(
                NptOptions.builder(
                        WholeSystem.BOB,
                        WholeSystem.DEVICE,
                        WholeSystem.RELAY,
                        ServiceAddress.of("127.0.0.1", service.port()))
                    .build(),
                system.alice,
                StepListener.NONE)) {
      assertThat(HelloOnce.readFrom(session.localPort())).isEqualTo("hello");
    }
  }

  @Test
  void oneThatIsAboutToStopLeavesItsClientsToTheOther() throws Exception {
    Relay leaving = system.startOneMoreRelay();
    leaving.drain(Duration.ZERO);
    long refusedBefore = leaving.statistics().refused(RefusalReason.DRAINING);
    for (int i = 0; i < 3; i++) {
      assertSessionReachesItsService();
    }
    await()
        .atMost(SOON)
        .until(() -> leaving.statistics().refused(RefusalReason.DRAINING) >= refusedBefore + 3);
    leaving.close();
  }
}
