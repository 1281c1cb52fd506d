package org.noports.relay;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.noports.protocol.event.EventTarget;
import org.noports.protocol.event.SessionEvent;
import org.noports.protocol.json.JsonObject;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.session.MessageName;
import org.noports.tunnel.pairing.Side;

/** What a relay says beside its answers, and how it takes leave (sessions.md 3.8). */
final class RelayWordsTest {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final AtSign LOGGER = AtSign.of("@logger");
  private static final EventTarget TARGET =
      new EventTarget(LOGGER, "abc.events.logging.sshnp", Duration.ofHours(1));

  private static WordsEdge.Sent next(Rig rig) throws InterruptedException {
    return requireNonNull(rig.answer(SOON), "nothing was sent");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"items\":[\"ipaddr\",\"port\"]}          | {\"ipaddr\":\"127.0.0.1\",\"port\":null}",
        "{\"items\":[\"port\"]}                     | {\"port\":null}",
        "{\"items\":[\"secret\",\"ipaddr\",7,null]} | {\"ipaddr\":\"127.0.0.1\"}",
        "{\"items\":[]}                             | {}",
      })
  void whoever_asks_is_told_where_the_relay_is(String question, String answer) throws Exception {
    try (Rig rig = new Rig()) {
      rig.edge.deliver(
          Rig.BOB, MessageName.discoverRequest(Rig.RELAY, Rig.BOB), question, Instant.now());
      WordsEdge.Sent sent = next(rig);
      assertThat(sent.key().text()).isEqualTo("@bob:discover_response.sshrvd@relay");
      assertThat(sent.text()).isEqualTo(answer);
    }
  }

  @Test
  void a_question_that_is_none_or_comes_too_late_or_too_often_gets_no_answer() throws Exception {
    try (Rig rig = new Rig()) {
      for (String question : new String[] {"", "{", "{}", "{\"items\":\"ipaddr\"}"}) {
        rig.edge.deliver(
            Rig.BOB, MessageName.discoverRequest(Rig.RELAY, Rig.BOB), question, Instant.now());
      }
      rig.edge.deliver(
          Rig.BOB,
          MessageName.discoverRequest(Rig.RELAY, Rig.BOB),
          "{\"items\":[\"ipaddr\"]}",
          Instant.now().minusSeconds(60));
      for (int i = 0; i < 100; i++) {
        rig.edge.deliver(
            LOGGER,
            MessageName.discoverRequest(Rig.RELAY, LOGGER),
            "{\"items\":[\"ipaddr\"]}",
            Instant.now());
      }
      rig.ask(Rig.ALICE, Rig.request().toJson().canonical());
      int answers = 0;
      for (WordsEdge.Sent sent = next(rig);
          !Rig.ALICE.equals(sent.key().sharedWith());
          sent = next(rig)) {
        assertThat(sent.key().sharedWith()).isEqualTo(LOGGER);
        answers++;
      }
      assertThat(answers).isLessThan(60);
    }
  }

  private static void nameTarget(Rig rig, Rig.Session session, AtSign from, String value) {
    rig.edge.deliver(
        from, MessageName.eventTarget(Rig.RELAY, session.id(), from), value, Instant.now());
  }

  private static JsonObject event(WordsEdge.Sent sent, Rig.Session session, String state) {
    assertThat(sent.key().text()).isEqualTo("@logger:abc.events.logging.sshnp@relay");
    assertThat(sent.expiry()).isEqualTo(Duration.ofHours(1));
    JsonObject event = SessionEvent.unpack(sent.text());
    assertThat(event.string("sessionId")).isEqualTo(session.id().text());
    assertThat(event.string("state")).isEqualTo(state);
    assertThat(event.object("lifecycle").object(state).string("timestamp")).endsWith("Z");
    return event.object("lifecycle").object("stats");
  }

  @ParameterizedTest
  @CsvSource({"@alice,true", "@bob,true", "@alice,false", "@bob,false"})
  void the_events_of_a_session_go_where_a_side_wants(String side, boolean before) throws Exception {
    try (Rig rig = new Rig()) {
      Rig.Session session = rig.session();
      if (before) {
        nameTarget(rig, session, AtSign.of(side), TARGET.toJson().canonical());
      }
      try (Socket a = session.enter(Side.A);
          Socket b = session.enter(Side.B)) {
        Rig.send(a, "there");
        assertThat(Rig.receive(b, 5)).isEqualTo("there");
        if (!before) {
          nameTarget(rig, session, AtSign.of(side), TARGET.toJson().canonical());
        }
        JsonObject connected = event(next(rig), session, "connected");
        assertThat(connected.integer("numSocketPairs")).isEqualTo(1);
        assertThat(connected.object("socketsSideA").members()).containsOnlyKeys("127.0.0.1");
        nameTarget(
            rig,
            session,
            Rig.ALICE,
            new EventTarget(Rig.BOB, "x.events.logging.sshnp", Duration.ofHours(1))
                .toJson()
                .canonical());
        Rig.send(b, "back");
        assertThat(Rig.receive(a, 4)).isEqualTo("back");
      }
      assertThat(rig.relay.drain(SOON)).isTrue();
      JsonObject ended = event(next(rig), session, "ended");
      assertThat(ended.integer("bytesAtoB")).isEqualTo(5);
      assertThat(ended.integer("bytesBtoA")).isEqualTo(4);
      assertThat(rig.edge.sent).isEmpty();
    }
  }

  @Test
  void strangers_and_nonsense_get_no_events() throws Exception {
    try (Rig rig = new Rig()) {
      Rig.Session session = rig.session();
      nameTarget(rig, session, AtSign.of("@mallory"), TARGET.toJson().canonical());
      nameTarget(rig, session, Rig.ALICE, "{}");
      nameTarget(
          rig,
          session,
          Rig.ALICE,
          TARGET.toJson().canonical().replace("abc.events.logging.sshnp", "abc.sshrvd"));
      try (Socket a = session.enter(Side.A);
          Socket b = session.enter(Side.B)) {
        Rig.send(a, "there");
        assertThat(Rig.receive(b, 5)).isEqualTo("there");
      }
      assertThat(rig.relay.drain(SOON)).isTrue();
      assertThat(rig.edge.sent).isEmpty();
    }
  }

  @Test
  void a_relay_that_is_about_to_stop_refuses_new_sessions_and_lets_live_ones_end()
      throws Exception {
    try (Rig rig = new Rig()) {
      Rig.Session session = rig.session();
      CompletableFuture<Boolean> drained;
      try (Socket a = session.enter(Side.A);
          Socket b = session.enter(Side.B)) {
        Rig.send(a, "there");
        assertThat(Rig.receive(b, 5)).isEqualTo("there");
        assertThat(rig.relay.drain(Duration.ofMillis(50))).isFalse();
        assertThat(rig.relay.isDraining()).isTrue();
        rig.ask(Rig.ALICE, Rig.request().toJson().canonical());
        assertThat(next(rig).text()).isEqualTo("This relay is about to stop");
        assertThat(rig.relay.statistics().refused(RefusalReason.DRAINING)).isEqualTo(1);
        drained =
            CompletableFuture.supplyAsync(() -> {
              try {
                return rig.relay.drain(SOON);
              } catch (InterruptedException e) {
                return false;
              }
            });
        Rig.send(b, "back");
        assertThat(Rig.receive(a, 4)).isEqualTo("back");
      }
      assertThat(drained.get()).isTrue();
    }
  }

  @Test
  void a_session_nobody_came_to_does_not_hold_up_the_stop() throws Exception {
    try (Rig rig = new Rig()) {
      rig.session();
      assertThat(rig.relay.drain(Duration.ofSeconds(25))).isTrue();
    }
  }

  @Test
  void managers_and_limits_change_while_the_relay_runs() throws Exception {
    try (Rig rig = new Rig()) {
      Rig.Session session = rig.session();
      rig.relay.change(Set.of(Rig.BOB), RelayLimits.DEFAULT);
      rig.ask(Rig.ALICE, Rig.request().toJson().canonical());
      assertThat(next(rig).text()).contains("Only the managers of this relay may use it");
      assertThat(rig.relay.statistics().refused(RefusalReason.NOT_MANAGER)).isEqualTo(1);
      try (Socket a = session.enter(Side.A);
          Socket b = session.enter(Side.B)) {
        Rig.send(a, "there");
        assertThat(Rig.receive(b, 5)).isEqualTo("there");
        rig.relay.change(Set.of(), RelayLimits.DEFAULT.with().sessionsPerAtSign(1).build());
        rig.ask(Rig.ALICE, Rig.request().toJson().canonical());
        assertThat(next(rig).text()).contains("no more than 1 sessions");
      }
      assertThatThrownBy(() ->
              rig.relay.change(
                  Set.of(),
                  RelayLimits.DEFAULT.with().authenticationTime(Duration.ofMillis(1)).build()))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
